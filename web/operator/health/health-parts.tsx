import './health-parts.css';
import { Badge } from '../../kit/badge.tsx';
import { format } from '../../kit/format.ts';
import type { IconName } from '../../kit/icon.tsx';
import { Notice } from '../../kit/notice.tsx';
import type { Tone } from '../../kit/theme.ts';
import type { HealthAnswer, Store } from '../answers.ts';
import { connection } from '../connection.ts';
import { AskedFor } from '../frame/asked-for.tsx';
import { words } from '../words/words.ts';
import { askForHealth, health } from './watched-health.ts';

interface Part {
  name: string;
  detail: string;
  tone: Tone;
  state: string;
}

const ICONS: Record<Tone, IconName | undefined> = {
  calm: undefined,
  good: 'check',
  warn: 'alert',
  bad: 'close',
  plain: undefined,
};

/** API, workers, schedulers, both stores and the audit: whether each is well, and how one knows. */
export const HealthParts = () => (
  <AskedFor loaded={health.value} again={() => void askForHealth()}>
    {(here) => (
      <ul class="health-card-parts stack">
        {partsOf(here).map(({ name, detail, tone, state }) => (
          <li key={name}>
            <span class="health-card-name">{name}</span>
            <span class="small faint numerals health-card-detail">{detail}</span>
            <Badge tone={tone} icon={ICONS[tone]}>
              {state}
            </Badge>
          </li>
        ))}
      </ul>
    )}
  </AskedFor>
);

function partsOf({ api, workers, schedulers, postgres, redis, audit }: HealthAnswer): Part[] {
  const { health: say } = words.value;
  if (connection.value === 'offline') return unheard();
  return [
    processes(say.api, api),
    processes(say.workers, workers),
    processes(say.schedulers, schedulers),
    store(say.postgres, postgres),
    store(say.redis, redis),
    {
      name: say.audit,
      detail: audit.at === null ? say.notLookedYet : say.lookedAt(format.value.exactTime(audit.at)),
      ...(audit.broken.length > 0
        ? { tone: 'bad', state: say.broken(audit.broken.length) }
        : audit.at === null
          ? { tone: 'plain', state: say.unknown }
          : { tone: 'good', state: say.balanced }),
    },
  ];
}

/** What was well when it was last heard may be anything now. */
function unheard(): Part[] {
  const { health: say } = words.value;
  const names = [say.api, say.workers, say.schedulers, say.postgres, say.redis, say.audit];
  return names.map((name) => ({ name, detail: '', tone: 'plain', state: say.unknown }));
}

function processes(name: string, count: number | null): Part {
  const { health: say } = words.value;
  if (count === null) return { name, detail: '', tone: 'plain', state: say.unknown };
  const detail = say.processes(count);
  return count === 0
    ? { name, detail, tone: 'bad', state: say.missing }
    : { name, detail, tone: 'good', state: say.there };
}

const TONES: Record<Store['state'], Tone> = { ok: 'good', slow: 'warn', unreachable: 'bad' };

function store(name: string, { state, ms }: Store): Part {
  const { health: say } = words.value;
  const detail = ms === null ? '' : say.answersIn(format.value.milliseconds(ms));
  return { name, detail, tone: TONES[state], state: say.stores[state] };
}

/** The parts of the service in a line each, beside a sale. */
export const HealthCard = () => {
  const { health: say } = words.value;
  return (
    <section class="card stack" aria-labelledby="health-card">
      <h2 id="health-card">
        <a href="#/health">{say.title}</a>
      </h2>
      <HealthParts />
    </section>
  );
};

/** What is wrong with the service, in words, where nobody can overlook it. Of another sale's lanes nothing is said. */
export function FaultNotices({ concertId }: { concertId?: string }) {
  if (health.value.state !== 'here') return null;
  const faults = health.value.value.faults.filter(
    (fault) => concertId === undefined || fault.concertId === undefined || fault.concertId === concertId,
  );
  if (faults.length === 0) return null;
  return (
    <Notice tone="bad" spoken>
      {faults.map(({ what, concertId, sentence }) => (
        <p key={`${what} ${concertId}`}>{sentence}</p>
      ))}
    </Notice>
  );
}
