import { Chart } from '../charts/chart.tsx';
import { format } from '../format.ts';
import { words } from '../words/words.ts';
import { FunnelCard } from './funnel-card.tsx';
import { mergedPoints } from './merged-points.ts';
import './sale-charts.css';
import type { WatchedSale } from './watched-sale.ts';

/** The longer the past, the longer the seconds that one point of it stands for. */
const PASTS = [
  { minutes: 5, pointSeconds: 5 },
  { minutes: 15, pointSeconds: 15 },
  { minutes: 60, pointSeconds: 60 },
] as const;

/** How the sale went: who came, what was decided, how deep and how old the lanes were. */
export function SaleCharts({ sale }: { sale: WatchedSale }) {
  const { charts: said } = words.value;
  const { whole, rate, milliseconds, duration } = format.value;
  const everySeconds = sale.everySeconds.value;
  // The newest point is about seconds that are not over yet, and would always look like a fall.
  const over = sale.points.value.slice(0, -1);
  const pointSeconds =
    PASTS.find(({ minutes }) => minutes === sale.minutes.value)?.pointSeconds ?? everySeconds;
  const points = mergedPoints(over, everySeconds, pointSeconds);
  const times = points.map(({ at }) => at);
  const age = (seconds: number) => (seconds < 1 ? milliseconds(seconds * 1_000) : duration(seconds));
  return (
    <section class="sale-charts" aria-labelledby="sale-charts">
      <div class="sale-charts__head">
        <h2 id="sale-charts">{said.title}</h2>
        <fieldset class="sale-charts__pasts">
          <legend class="only-heard">{said.past}</legend>
          {PASTS.map(({ minutes }) => (
            <label key={minutes} class="sale-charts__past">
              <input
                type="radio"
                name="past"
                checked={sale.minutes.value === minutes}
                onChange={() => void sale.show(minutes)}
              />
              <span>{duration(minutes * 60)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <div class="sale-charts__grid">
        <Chart
          title={said.people}
          unit={said.aMinute}
          least={10}
          counted
          times={times}
          figure={whole}
          series={[
            { name: said.joins, values: points.map(({ joins, seconds }) => (joins * 60) / seconds) },
            {
              name: said.admissions,
              values: points.map(({ admissions, seconds }) => (admissions * 60) / seconds),
            },
          ]}
        />
        <Chart
          title={said.decisions}
          unit={said.aSecond}
          least={2}
          times={times}
          figure={rate}
          series={[{ name: said.decided, values: points.map(({ decided, seconds }) => decided / seconds) }]}
        />
        <Chart
          title={said.depth}
          unit={said.requests}
          least={4}
          counted
          times={times}
          figure={whole}
          series={[
            { name: said.lanes.admission, values: points.map(({ depth }) => depth.admission) },
            { name: said.lanes.booking, values: points.map(({ depth }) => depth.booking) },
          ]}
        />
        <Chart
          title={said.oldest}
          unit={said.fromAcceptance}
          least={0.1}
          times={times}
          figure={age}
          series={[{ name: said.oldestRequest, values: points.map(({ oldestSeconds }) => oldestSeconds) }]}
        />
        <Chart
          title={said.decisionTime}
          unit={said.untilOutcome}
          least={10}
          times={times}
          figure={milliseconds}
          series={[
            { name: said.half, values: points.map(({ p50Ms }) => p50Ms) },
            { name: said.slowest, values: points.map(({ p99Ms }) => p99Ms) },
          ]}
        />
        <FunnelCard funnel={sale.funnel.value} />
      </div>
    </section>
  );
}
