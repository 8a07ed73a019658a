import './concert-form.css';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../kit/icon.tsx';
import { type Loaded, loadedFrom, newer } from '../../kit/loaded.ts';
import type { ActionAnswer } from '../answers.ts';
import { listen, watch } from '../connection.ts';
import { AskedFor } from '../frame/asked-for.tsx';
import { Screen } from '../frame/screen.tsx';
import { saleAddress } from '../route.ts';
import { SaleBadge } from '../sale/sale-badge.tsx';
import { words } from '../words/words.ts';
import { ChangeForm } from './change-form.tsx';
import { ConcertDates } from './concert-dates.tsx';
import { ConcertStanding } from './concert-standing.tsx';
import { CopyAndArchive } from './copy-and-archive.tsx';
import { askForConcert, type SeenConcert } from './seen-concert.ts';

/** What may still change once a concert is created: its name, its times, its dates, the rules of its door, and who sees it. */
export function ChangeConcert({ concertId }: { concertId: string }) {
  const { concert: say, sale } = words.value;
  const [concert, setConcert] = useState<Loaded<SeenConcert>>({ state: 'loading' });
  const ask = async () => {
    const reply = await askForConcert(concertId);
    setConcert((before) => newer(before, loadedFrom(reply)));
  };
  useEffect(() => {
    watch(null);
    setConcert({ state: 'loading' });
    void ask();
    const heard = ({ concertId: changed }: ActionAnswer) => changed === concertId && void ask();
    return listen({ action: heard, back: () => void ask() });
  }, [concertId]);
  const title = concert.state === 'here' ? concert.value.title : null;
  return (
    <Screen
      title={say.change}
      badges={
        concert.state === 'here' && <SaleBadge {...concert.value} paused={concert.value.waitingRoom.paused} />
      }
      lead={
        <a class="sale-back" href={saleAddress(concertId)}>
          <Icon name="back" />
          {title ?? sale.title}
        </a>
      }
    >
      <AskedFor loaded={concert} again={ask} missing={sale.missing}>
        {(here) => (
          <div class="concert-form">
            <div class="concert-form-parts">
              <ConcertStanding concert={here} askAgain={ask} />
              <ChangeForm concert={here} askAgain={ask} />
            </div>
            <div class="concert-form-parts">
              <ConcertDates concert={here} askAgain={ask} />
              <CopyAndArchive concert={here} askAgain={ask} />
            </div>
          </div>
        )}
      </AskedFor>
    </Screen>
  );
}
