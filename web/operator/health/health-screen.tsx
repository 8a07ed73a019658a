import './health-screen.css';
import { useEffect } from 'preact/hooks';
import { Badge } from '../../kit/badge.tsx';
import { format } from '../../kit/format.ts';
import { Notice } from '../../kit/notice.tsx';
import type { HealthAnswer } from '../answers.ts';
import { connection, watch } from '../connection.ts';
import { LanesElsewhere } from '../frame/frame.tsx';
import { OwnTimes } from '../frame/own-times.tsx';
import { Screen } from '../frame/screen.tsx';
import { saleAddress } from '../route.ts';
import { words } from '../words/words.ts';
import { FaultNotices, HealthParts } from './health-parts.tsx';
import { askForHealth, health } from './watched-health.ts';

/** How the whole service is: its parts, the lanes in which something waits, and the look at the books. */
export function HealthScreen() {
  const { health: say } = words.value;
  useEffect(() => {
    watch(null);
    void askForHealth();
  }, []);
  const here = health.value.state === 'here' ? health.value.value : null;
  return (
    <Screen
      title={say.title}
      lead={say.lead}
      actions={
        <a class="button" href="/admin/queues" target="_blank" rel="noreferrer">
          <LanesElsewhere />
        </a>
      }
    >
      {here?.ok && connection.value !== 'offline' && (
        <Notice tone="good" spoken>
          {say.allWell}
        </Notice>
      )}
      <FaultNotices />
      <div class="health-screen-columns">
        <section class="card stack" aria-labelledby="health-parts">
          <h2 id="health-parts">{say.parts}</h2>
          <HealthParts />
          <OwnTimes />
        </section>
        {here !== null && <Lanes lanes={here.lanes} />}
        {here !== null && here.audit.broken.length > 0 && <Broken broken={here.audit.broken} />}
      </div>
    </Screen>
  );
}

function Lanes({ lanes }: Pick<HealthAnswer, 'lanes'>) {
  const { health: say, charts } = words.value;
  const { whole, duration } = format.value;
  return (
    <section class="card stack" aria-labelledby="health-lanes">
      <h2 id="health-lanes">{say.lanesTitle}</h2>
      {lanes.length === 0 ? (
        <p class="faint">{say.noLane}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <section class="scroll" aria-labelledby="health-lanes" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say.lane}</th>
                <th scope="col">{say.depth}</th>
                <th scope="col">{say.oldest}</th>
                <th scope="col">{say.worker}</th>
              </tr>
            </thead>
            <tbody>
              {lanes.map(({ lane, name, concertId, title, depth, oldestSeconds, served }) => (
                <tr key={lane}>
                  <th scope="row">
                    <a href={saleAddress(concertId)}>{title}</a>{' '}
                    <span class="faint">{charts.lanes[name]}</span>
                  </th>
                  <td>{whole(depth)}</td>
                  <td>{duration(oldestSeconds)}</td>
                  <td>
                    {served === null ? (
                      <Badge tone="plain">{say.unknown}</Badge>
                    ) : served ? (
                      <Badge tone="good" icon="check">
                        {say.served}
                      </Badge>
                    ) : (
                      <Badge tone="bad" icon="close">
                        {say.unserved}
                      </Badge>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

/** The invariants speak the language of the tables: they are for whoever mends them. */
const Broken = ({ broken }: Pick<HealthAnswer['audit'], 'broken'>) => (
  <section class="card stack" aria-labelledby="health-broken">
    <h2 id="health-broken">{words.value.health.brokenTitle}</h2>
    <ul class="health-screen-broken stack">
      {broken.map(({ name, says, count, example }) => (
        <li key={name}>
          <p>
            <b lang="en">{says}</b> ({format.value.whole(count)})
          </p>
          <p class="faint">
            <code>{name}</code> · <code>{example}</code>
          </p>
        </li>
      ))}
    </ul>
  </section>
);
