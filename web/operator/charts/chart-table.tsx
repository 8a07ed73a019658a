import { useState } from 'preact/hooks';
import { format } from '../../kit/format.ts';
import { words } from '../words/words.ts';
import type { Series } from './chart.tsx';

interface ChartTableProps {
  title: string;
  unit: string;
  times: readonly number[];
  series: readonly Series[];
  figure: (value: number) => string;
}

/** The same figures for whoever reads instead of looking, newest first. Made only once it is wanted. */
export function ChartTable({ title, unit, times, series, figure }: ChartTableProps) {
  const { charts: say } = words.value;
  const [open, setOpen] = useState(false);
  const rows = open ? times.map((at, index) => ({ at, index })).reverse() : [];
  return (
    <details class="chart-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="more">
        {say.table}
        <span class="only-heard">: {title}</span>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="chart-rows" aria-label={title} tabIndex={0}>
        <table>
          <caption class="only-heard">
            {title}, {unit}
          </caption>
          <thead>
            <tr>
              <th scope="col">{say.time}</th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ at, index }) => (
              <tr key={at}>
                <th scope="row">{format.value.exactTime(at)}</th>
                {series.map(({ name, values }) => {
                  const value = values[index];
                  return <td key={name}>{value == null ? '–' : figure(value)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
