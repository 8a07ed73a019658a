import './seat-map-preview.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { money } from '../../shared/language.ts';
import { colourScheme, themeColour } from '../charts/chart-colours.ts';
import { format } from '../format.ts';
import { words } from '../words/words.ts';
import { type PlannedSection, seatNumberAt, totalOf } from './planned-seats.ts';
import { type LaidOutMap, layOut } from './seat-map-layout.ts';

/** The hall as it will be sold: drawn with every seat, and as a table with the numbers of each section. */
export function SeatMapPreview({ sections }: { sections: readonly PlannedSection[] }) {
  const { preview: say } = words.value;
  const { whole } = format.value;
  const total = totalOf(sections);
  if (total.seats === 0) return <p class="faint">{say.noSeats}</p>;
  return (
    <div class="seat-map-preview">
      <p class="seat-map-preview-stage" aria-hidden="true">
        {say.stage}
      </p>
      <Drawing sections={sections} />
      <div class="seat-map-preview-scroll">
        <table>
          <caption class="only-heard">{say.table}</caption>
          <thead>
            <tr>
              <th scope="col">{say.section}</th>
              <th scope="col">{say.rows}</th>
              <th scope="col">{say.numbers}</th>
              <th scope="col">{say.price}</th>
            </tr>
          </thead>
          <tbody>
            {sections.map(({ name, rows, seatsPerRow, seats, price, firstNumber }, index) => (
              <tr key={index}>
                <th scope="row">
                  <span class={`seat-map-preview-sample seat-map-preview-sample-${index % COLOURS.length}`} />
                  {name ?? say.allSeats}
                </th>
                <td>{name === null ? '–' : say.rowsOf(whole(rows), whole(seatsPerRow))}</td>
                <td>{say.range(whole(firstNumber), whole(firstNumber + seats - 1))}</td>
                <td>{money.value(price)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        <b>{say.total(whole(total.seats))}</b>
        <span class="faint"> {say.worth(money.value(total.value))}</span>
      </p>
    </div>
  );
}

/** Sections are named in the table and in the drawing; colours only help to find them. */
const COLOURS = ['--seat-0', '--seat-1', '--seat-2', '--seat-3', '--seat-4'];

function Drawing({ sections }: { sections: readonly PlannedSection[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<LaidOutMap | null>(null);
  const [width, setWidth] = useState(0);
  const [pointed, setPointed] = useState('');
  const { preview: say } = words.value;
  const scheme = colourScheme.value;
  useEffect(() => {
    const parent = canvas.current?.parentElement;
    if (parent == null) return;
    const watchWidth = new ResizeObserver(() => setWidth(parent.clientWidth));
    watchWidth.observe(parent);
    return () => watchWidth.disconnect();
  }, []);
  useEffect(() => {
    if (canvas.current === null || width === 0) return;
    map.current = layOut(sections, width);
    draw(canvas.current, map.current, width);
  }, [sections, width, scheme]);
  const point = (event: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined) return;
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    setPointed('');
    for (const { section, left, top, step } of map.current?.blocks ?? []) {
      const [row, place] = [Math.floor((y - top) / step), Math.floor((x - left) / step)];
      const number = seatNumberAt(section, row, place);
      if (number === null) continue;
      const rowName = section.name === null ? null : `${row + 1}`;
      setPointed(say.seat(section.name, rowName, format.value.whole(number), money.value(section.price)));
    }
  };
  return (
    <div class="seat-map-preview-drawing" aria-hidden="true">
      <canvas ref={canvas} onPointerMove={point} onPointerLeave={() => setPointed('')} />
      <p class="seat-map-preview-pointed faint">{pointed === '' ? say.pointAtSeat : pointed}</p>
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, { blocks, height }: LaidOutMap, width: number): void {
  const scale = devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const family = getComputedStyle(document.body).fontFamily;
  const [ink, ground] = [themeColour('--ink'), themeColour('--card')];
  pen.scale(scale, scale);
  for (const [index, { section, left, top, step }] of blocks.entries()) {
    const size = Math.max(step - (step > 4 ? 2 : step > 2 ? 1 : 0), 0.75);
    if (section.name !== null) {
      pen.fillStyle = ink;
      pen.font = `600 13px ${family}`;
      pen.textAlign = 'left';
      pen.textBaseline = 'alphabetic';
      pen.fillText(section.name, left, top - 7);
    }
    pen.fillStyle = themeColour(COLOURS[index % COLOURS.length] ?? '--accent');
    pen.beginPath();
    for (let seat = 0; seat < section.seats; seat += 1) {
      const x = left + (seat % section.seatsPerRow) * step;
      const y = top + Math.floor(seat / section.seatsPerRow) * step;
      if (step >= 8) pen.roundRect(x, y, size, size, size / 4);
      else pen.rect(x, y, size, size);
    }
    pen.fill();
    const digits = `${section.firstNumber + section.seats - 1}`.length;
    const letters = Math.min(11, (size * 1.45) / digits);
    if (letters < SMALLEST_LETTERS) continue;
    pen.fillStyle = ground;
    pen.font = `600 ${letters}px ${family}`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    for (let seat = 0; seat < section.seats; seat += 1) {
      const x = left + (seat % section.seatsPerRow) * step + size / 2;
      const y = top + Math.floor(seat / section.seatsPerRow) * step + size / 2;
      pen.fillText(`${section.firstNumber + seat}`, x, y);
    }
  }
}

/** In pixels. */
const SMALLEST_LETTERS = 7.5;
