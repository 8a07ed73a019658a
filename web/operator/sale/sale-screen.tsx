import './sale-screen.css';
import { useEffect, useMemo } from 'preact/hooks';
import { format } from '../../kit/format.ts';
import { Icon } from '../../kit/icon.tsx';
import { ConcertStanding } from '../concert/concert-standing.tsx';
import { AskedFor } from '../frame/asked-for.tsx';
import { Screen } from '../frame/screen.tsx';
import { FaultNotices, HealthCard } from '../health/health-parts.tsx';
import { changeAddress } from '../route.ts';
import { words } from '../words/words.ts';
import { ActionLog } from './action-log.tsx';
import { MessageForm } from './message-form.tsx';
import { SaleBadge } from './sale-badge.tsx';
import { SaleCharts } from './sale-charts.tsx';
import { SaleControls } from './sale-controls.tsx';
import { SaleFigures } from './sale-figures.tsx';
import { WatchedSale } from './watched-sale.ts';

/** One sale on one screen: how it stands, how it went, how the service is, and what one can do about it. */
export function SaleScreen({ concertId }: { concertId: string }) {
  const sale = useMemo(() => new WatchedSale(concertId), [concertId]);
  useEffect(() => sale.start(), [sale]);
  const { sale: say, page } = words.value;
  const concert = sale.concert.value.state === 'here' ? sale.concert.value.value : null;
  return (
    <Screen
      title={concert?.title ?? say.title}
      badges={concert !== null && <SaleBadge {...concert} paused={concert.waitingRoom.paused} />}
      lead={
        <>
          <a class="sale-back" href="#/">
            <Icon name="back" />
            {page.sales}
          </a>
          {concert?.venue != null && <span>{concert.venue}</span>}
          {concert !== null && <SaleTimes {...concert} />}
        </>
      }
      actions={
        concert !== null && (
          <a class="button" href={changeAddress(concertId)}>
            {say.change}
          </a>
        )
      }
    >
      <AskedFor loaded={sale.concert.value} again={() => void sale.askForAll()} missing={say.missing}>
        {(here) => (
          <>
            <FaultNotices concertId={concertId} />
            <ConcertStanding concert={here} askAgain={() => sale.askForConcert()} />
            <SaleFigures sale={sale} concert={here} />
            <div class="sale-columns">
              <div class="sale-side">
                <SaleControls sale={sale} concert={here} />
                {!here.draft && <MessageForm concert={here} />}
                <HealthCard />
              </div>
              <div class="sale-past">
                <SaleCharts sale={sale} />
                <ActionLog sale={sale} />
              </div>
            </div>
          </>
        )}
      </AskedFor>
    </Screen>
  );
}

interface SaleTimesProps {
  saleOpensAt: string | null;
  saleClosesAt: string | null;
  timeZone: string;
}

function SaleTimes({ saleOpensAt, saleClosesAt, timeZone }: SaleTimesProps) {
  const { sale: say } = words.value;
  const { exactMomentIn } = format.value;
  const now = Date.now();
  return (
    <>
      {saleOpensAt !== null && Date.parse(saleOpensAt) > now && (
        <span>{say.opensAt(exactMomentIn(saleOpensAt, timeZone))}</span>
      )}
      {saleClosesAt !== null && (
        <span>
          {(Date.parse(saleClosesAt) > now ? say.closesAt : say.closedAt)(
            exactMomentIn(saleClosesAt, timeZone),
          )}
        </span>
      )}
    </>
  );
}
