import './sale-figures.css';
import type { ComponentChildren } from 'preact';
import { format, money } from '../../kit/format.ts';
import { Meter } from '../../kit/meter.tsx';
import type { ConcertAnswer } from '../answers.ts';
import { words } from '../words/words.ts';
import type { WatchedSale } from './watched-sale.ts';

/** The six figures that one looks at first. */
export function SaleFigures({ sale, concert }: { sale: WatchedSale; concert: ConcertAnswer }) {
  const { sale: say } = words.value;
  const { whole, share, duration } = format.value;
  const stats = sale.stats.value;
  const { capacity, admitPerMinute, paused } = concert.waitingRoom;
  const waiting = stats?.waiting ?? concert.waitingRoom.waiting;
  const active = stats?.active ?? concert.waitingRoom.active;
  const admitted = sale.admittedLately.value;
  const seats = stats === null ? 0 : stats.held + stats.sold + stats.available;
  const lasts = () => {
    if (waiting === 0) return say.lineEmpty;
    if (paused) return say.lineStands;
    return admitted === 0 ? say.lineSlow : say.lineLasts(duration(roughly((waiting / admitted) * 60)));
  };
  return (
    <dl class="sale-figures">
      <Figure name={say.waiting} value={whole(waiting)} detail={lasts()} />
      <Figure
        name={say.active}
        value={whole(active)}
        detail={say.activeOf(whole(capacity), share(active, capacity))}
      >
        <Meter part={active} of={capacity} />
      </Figure>
      <Figure
        name={say.admitted}
        value={whole(admitted)}
        detail={
          paused
            ? say.states.paused
            : admitPerMinute === null
              ? say.noLimit
              : say.limit(whole(admitPerMinute))
        }
      />
      <Figure
        name={say.held}
        value={stats === null ? '–' : whole(stats.held)}
        detail={say.heldFor(duration(concert.holdSeconds))}
      />
      <Figure
        name={say.sold}
        value={stats === null ? '–' : whole(stats.sold)}
        detail={stats === null ? '' : say.soldOf(whole(seats), share(stats.sold, seats))}
      >
        <Meter part={stats?.sold ?? 0} second={stats?.held ?? 0} of={seats} />
      </Figure>
      <Figure
        name={say.revenue}
        value={stats === null ? '–' : money.value(stats.revenue)}
        detail={
          stats === null || stats.sold === 0
            ? say.noRevenue
            : say.eachSeat(money.value(Math.round(stats.revenue / stats.sold)))
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
  <div class="sale-figures-figure card">
    <dt>{name}</dt>
    <dd>
      <span class={value.length > 9 ? 'sale-figures-value sale-figures-value-long' : 'sale-figures-value'}>
        {value}
      </span>
      {children}
      <span class="sale-figures-detail small faint">{detail}</span>
    </dd>
  </div>
);
