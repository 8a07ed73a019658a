import type { ComponentChildren } from 'preact';
import { money } from '../../shared/language.ts';
import type { ConcertAnswer } from '../answers.ts';
import { format } from '../format.ts';
import { Meter } from '../parts/meter.tsx';
import { words } from '../words/words.ts';
import './sale-figures.css';
import type { WatchedSale } from './watched-sale.ts';

/** The six figures that one looks at first. */
export function SaleFigures({ sale, concert }: { sale: WatchedSale; concert: ConcertAnswer }) {
  const { sale: said } = words.value;
  const { whole, share, duration } = format.value;
  const stats = sale.stats.value;
  const { capacity, admitPerMinute, paused } = concert.waitingRoom;
  const waiting = stats?.waiting ?? concert.waitingRoom.waiting;
  const active = stats?.active ?? concert.waitingRoom.active;
  const admitted = sale.admittedLately.value;
  const seats = stats === null ? 0 : stats.held + stats.sold + stats.available;
  const lasts = () => {
    if (waiting === 0) return said.lineEmpty;
    if (paused) return said.lineStands;
    return admitted === 0 ? said.lineSlow : said.lineLasts(duration(roughly((waiting / admitted) * 60)));
  };
  return (
    <dl class="sale-figures">
      <Figure name={said.waiting} value={whole(waiting)} detail={lasts()} />
      <Figure
        name={said.active}
        value={whole(active)}
        detail={said.activeOf(whole(capacity), share(active, capacity))}
      >
        <Meter part={active} of={capacity} />
      </Figure>
      <Figure
        name={said.admitted}
        value={whole(admitted)}
        detail={
          paused
            ? said.states.paused
            : admitPerMinute === null
              ? said.noLimit
              : said.limit(whole(admitPerMinute))
        }
      />
      <Figure
        name={said.held}
        value={stats === null ? '–' : whole(stats.held)}
        detail={said.heldFor(duration(concert.holdSeconds))}
      />
      <Figure
        name={said.sold}
        value={stats === null ? '–' : whole(stats.sold)}
        detail={stats === null ? '' : said.soldOf(whole(seats), share(stats.sold, seats))}
      >
        <Meter part={stats?.sold ?? 0} second={stats?.held ?? 0} of={seats} />
      </Figure>
      <Figure
        name={said.revenue}
        value={stats === null ? '–' : money.value(stats.revenue)}
        detail={
          stats === null || stats.sold === 0
            ? said.noRevenue
            : said.eachSeat(money.value(Math.round(stats.revenue / stats.sold)))
        }
      />
    </dl>
  );
}

/** An estimate is not known to the second. */
const roughly = (seconds: number) =>
  seconds < 60 ? Math.ceil(seconds / 10) * 10 : Math.ceil(seconds / 60) * 60;

interface FigureProps {
  name: string;
  value: string;
  detail: string;
  children?: ComponentChildren;
}

const Figure = ({ name, value, detail, children }: FigureProps) => (
  <div class="sale-figures__figure card">
    <dt>{name}</dt>
    <dd>
      <span
        class={value.length > 9 ? 'sale-figures__value sale-figures__value--long' : 'sale-figures__value'}
      >
        {value}
      </span>
      {children}
      <span class="sale-figures__detail faint">{detail}</span>
    </dd>
  </div>
);
