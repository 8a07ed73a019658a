import './sale-charts.css';
import { format } from '../../kit/format.ts';
import { Chart } from '../charts/chart.tsx';
import { OwnTimes } from '../frame/own-times.tsx';
import { Segments } from '../frame/segments.tsx';
import { words } from '../words/words.ts';
import { FunnelCard } from './funnel-card.tsx';
import { mergedPoints } from './merged-points.ts';
import type { WatchedSale } from './watched-sale.ts';

/** The longer the past, the longer the seconds that one point of it stands for. */
const PASTS = [
  { minutes: 5, pointSeconds: 5 },
  { minutes: 15, pointSeconds: 15 },
  { minutes: 60, pointSeconds: 60 },
] as const;

/** How the sale went: who came, what was decided, how deep and how old the lanes were. */
export function SaleCharts({ sale }: { sale: WatchedSale }) {
  const { charts: say } = words.value;
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
    <section class="stack" aria-labelledby="sale-charts">
      <div class="sale-charts-head row">
        <h2 id="sale-charts">{say.title}</h2>
        <Segments
          legend={say.past}
          name="past"
          options={PASTS.map(({ minutes }) => ({ value: minutes, label: duration(minutes * 60) }))}
          chosen={sale.minutes.value}
          choose={(minutes) => void sale.show(minutes)}
        />
      </div>
      <OwnTimes />
      <div class="sale-charts-grid">
        <Chart
          title={say.people}
          unit={say.aMinute}
          least={10}
          counted
          times={times}
          figure={whole}
          series={[
            { name: say.joins, values: points.map(({ joins, seconds }) => (joins * 60) / seconds) },
            {
              name: say.admissions,
              values: points.map(({ admissions, seconds }) => (admissions * 60) / seconds),
            },
          ]}
        />
        <Chart
          title={say.decisions}
          unit={say.aSecond}
          least={2}
          times={times}
          figure={rate}
          series={[{ name: say.decided, values: points.map(({ decided, seconds }) => decided / seconds) }]}
        />
        <Chart
          title={say.depth}
          unit={say.requests}
          least={4}
          counted
          times={times}
          figure={whole}
          series={[
            { name: say.lanes.admission, values: points.map(({ depth }) => depth.admission) },
            { name: say.lanes.booking, values: points.map(({ depth }) => depth.booking) },
          ]}
        />
        <Chart
          title={say.oldest}
          unit={say.fromAcceptance}
          least={0.1}
          times={times}
          figure={age}
          series={[{ name: say.oldestRequest, values: points.map(({ oldestSeconds }) => oldestSeconds) }]}
        />
        <Chart
          title={say.decisionTime}
          unit={say.untilOutcome}
          least={10}
          times={times}
          figure={milliseconds}
          series={[
            { name: say.half, values: points.map(({ p50Ms }) => p50Ms) },
            { name: say.slowest, values: points.map(({ p99Ms }) => p99Ms) },
          ]}
        />
        <FunnelCard funnel={sale.funnel.value} />
      </div>
    </section>
  );
}
