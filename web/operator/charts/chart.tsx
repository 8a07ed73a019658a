import './chart.css';
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { format } from '../../kit/format.ts';
import { themeColour } from '../../kit/theme.ts';
import { words } from '../words/words.ts';
import { ChartTable } from './chart-table.tsx';

export interface Series {
  name: string;
  values: readonly (number | null)[];
}

interface ChartProps {
  title: string;
  /** What the figures are, for example "a minute". */
  unit: string;
  /** Milliseconds since 1970, oldest first. */
  times: readonly number[];
  series: readonly Series[];
  figure: (value: number) => string;
  /** So much is always on the axis, so that next to nothing looks like next to nothing. */
  least: number;
  /** Things that are counted have no halves: neither has their axis. */
  counted?: boolean;
}

/** The first line is whole, the second dashed: nobody needs their colours to tell them apart. */
const LINES = [
  { property: '--accent', dash: [] },
  { property: '--chart-second', dash: [7, 4] },
] as const;
const HEIGHT = 170;
const WHOLE_STEPS = [1, 2, 5]
  .flatMap((step) => [0, 1, 2, 3, 4, 5].map((zeros) => step * 10 ** zeros))
  .sort((a, b) => a - b);

/** Which moment the pointer is at, on all charts together. */
const pointedAt = signal<number | null>(null);

/** A few figures over time: drawn, said in a sentence, and as a table. */
export function Chart({ title, unit, times, series, figure, least, counted }: ChartProps) {
  const { charts: say } = words.value;
  const { exactTime } = format.value;
  const index = pointedAt.value === null ? -1 : times.indexOf(pointedAt.value);
  const shown = index >= 0 ? index : times.length - 1;
  return (
    <figure class="chart card stack">
      <figcaption class="chart-caption">
        <h3>
          {title} <span class="faint chart-unit">{unit}</span>
        </h3>
        <ul class="chart-legend small numerals">
          {series.map(({ name, values }, line) => (
            <li key={name}>
              <svg class={`chart-sample chart-sample-${line}`} viewBox="0 0 26 8" aria-hidden="true">
                <path d="M1 4h24" />
              </svg>
              {name} <b>{figureOf(values[shown], figure)}</b>
            </li>
          ))}
          {index >= 0 && <li class="faint">{exactTime(times[index] ?? 0)}</li>}
        </ul>
      </figcaption>
      {times.length === 0 ? (
        <p class="chart-nothing faint">{say.nothingYet}</p>
      ) : (
        <>
          <Drawing times={times} series={series} figure={figure} least={least} counted={counted} />
          <p class="small faint">{highest(times, series, figure)}</p>
          <ChartTable title={title} unit={unit} times={times} series={series} figure={figure} />
        </>
      )}
    </figure>
  );
}

const figureOf = (value: number | null | undefined, figure: (value: number) => string) =>
  value == null ? '–' : figure(value);

/** "Highest: joins 1,200 at 18:31, admissions 600 at 18:32." */
function highest(
  times: readonly number[],
  series: readonly Series[],
  figure: (value: number) => string,
): string {
  const { charts: say } = words.value;
  const peaks = series.flatMap(({ name, values }) => {
    const top = values.reduce<number>(
      (best, value, at) => ((value ?? 0) > (values[best] ?? 0) ? at : best),
      0,
    );
    const value = values[top] ?? 0;
    return value > 0 ? [say.peak(name, figure(value), format.value.exactTime(times[top] ?? 0))] : [];
  });
  return peaks.length === 0 ? say.nothingHappened : say.highest(peaks.join(', '));
}

function Drawing({ times, series, figure, least, counted }: Omit<ChartProps, 'title' | 'unit'>) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const colour = themeColour.value;
  const { exactMinute, exactTime } = format.value;
  const data: uPlot.AlignedData = [times.map((at) => at / 1_000), ...series.map(({ values }) => [...values])];
  useEffect(() => {
    const parent = place.current;
    if (parent === null) return;
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axis = { stroke: colour('--faint'), font, grid: { stroke: colour('--line'), width: 1 } };
    const drawn = new uPlot(
      {
        width: parent.clientWidth,
        height: HEIGHT,
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'operator' }, points: { size: 7 } },
        scales: { y: { range: (_plot, _low, high) => [0, Math.max(high * 1.12, least)] } },
        axes: [
          {
            ...axis,
            ticks: { show: false },
            size: 24,
            space: 64,
            values: (_plot, splits) => {
              const short = (splits[1] ?? 0) - (splits[0] ?? 0) >= 60;
              return splits.map((split) => (short ? exactMinute : exactTime)(split * 1_000));
            },
          },
          {
            ...axis,
            ticks: { show: false },
            size: (_plot, values) => 14 + 7 * Math.max(2, ...(values ?? []).map((value) => value.length)),
            space: 34,
            incrs: counted ? WHOLE_STEPS : undefined,
            values: (_plot, splits) => splits.map((split) => figure(split)),
          },
        ],
        series: [
          {},
          ...series.map((_, line) => {
            const { property, dash } = LINES[line] ?? LINES[0];
            return { stroke: colour(property), width: 2, dash: [...dash], points: { show: false } };
          }),
        ],
        hooks: {
          setCursor: [
            ({ cursor, data: [xs] }) => {
              const at = cursor.idx == null ? null : xs[cursor.idx];
              pointedAt.value = at == null ? null : at * 1_000;
            },
          ],
        },
      },
      data,
      parent,
    );
    plot.current = drawn;
    const watchWidth = new ResizeObserver(() => drawn.setSize({ width: parent.clientWidth, height: HEIGHT }));
    watchWidth.observe(parent);
    return () => {
      watchWidth.disconnect();
      drawn.destroy();
    };
  }, [colour, series.length, exactMinute]);
  useEffect(() => {
    plot.current?.setData(data);
  });
  return <div class="chart-drawing" ref={place} aria-hidden="true" />;
}
