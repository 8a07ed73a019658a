import './seat-canvas.css';
import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { money } from '../../shared/language.ts';
import { format } from '../format.ts';
import { Icon } from '../frame/icon.tsx';
import { words } from '../words/words.ts';
import { type Hall, type HallSeat, seatAt } from './hall.ts';
import type { SeatBoard } from './seat-board.ts';
import { SeatPainter } from './seat-painter.ts';

/** So far a finger or the pointer may slip and still have meant a click. */
const SLIP_PX = 8;
/** Smaller seats than that cannot be told apart: the click then brings them nearer. */
const SMALLEST_PX = { mouse: 5, touch: 18 };
const ZOOM_STEP = 1.5;

interface SeatCanvasProps {
  board: SeatBoard;
  hall: Hall;
  pick: (seat: HallSeat) => void;
  /** Stands beside what moves the picture. */
  children: ComponentChildren;
}

/**
 * A large hall as a picture to move about in. Whoever cannot see or point at it has the same seats as a list, so it
 * is hidden from their programs.
 */
export function SeatCanvas({ board, hall, pick, children }: SeatCanvasProps) {
  const { seats: say, seat: saySeat } = words.value;
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<SeatPainter | null>(null);
  const pointed = useSignal<HallSeat | null>(null);
  const picked = useRef(pick);
  picked.current = pick;

  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const paints = new SeatPainter(element, {
      hall,
      statusOf: (number) => board.statusOf(number),
      stage: () => words.peek().seats.stage,
    });
    painter.current = paints;
    const size = new ResizeObserver(() => {
      // As high as the hall needs, as far as the window has room for it.
      const wanted = element.clientWidth * paints.heightByWidth;
      element.style.height = `${Math.round(Math.min(Math.max(wanted, 260), window.innerHeight * 0.66))}px`;
      paints.resize(element.clientWidth, element.clientHeight);
    });
    size.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const recolour = () => paints.readColours();
    dark.addEventListener('change', recolour);
    const stopPointing = followPointers(element, paints, {
      point: (seat) => {
        pointed.value = seat;
      },
      pick: (seat) => picked.current(seat),
      hall,
    });
    const stopHearing = [board.version, board.chosen, board.own, words].map((changing) =>
      changing.subscribe(() => paints.redraw()),
    );
    return () => {
      size.disconnect();
      dark.removeEventListener('change', recolour);
      stopPointing();
      for (const stop of stopHearing) stop();
    };
  }, [board, hall]);

  const tip = useComputed(() => {
    void board.version.value;
    const seat = pointed.value;
    if (seat === null) return words.value.seats.mapHint;
    return saySeat.label(
      format.value.seat(seat),
      money.value(seat.price),
      saySeat.status[board.statusOf(seat.number)],
    );
  });
  const zoom = (factor: number) => painter.current?.zoomBy(factor);
  return (
    <div class="seat-canvas">
      <div class="seat-canvas-zoom">
        {children}
        <button type="button" aria-label={say.zoomIn} onClick={() => zoom(ZOOM_STEP)}>
          <Icon name="plus" />
        </button>
        <button type="button" aria-label={say.zoomOut} onClick={() => zoom(1 / ZOOM_STEP)}>
          <Icon name="minus" />
        </button>
        <button type="button" aria-label={say.zoomAll} onClick={() => painter.current?.showWhole()}>
          <Icon name="whole" />
        </button>
      </div>
      <div aria-hidden="true">
        <canvas ref={canvas} data-testid="seat-canvas" />
      </div>
      <p class="seat-canvas-tip faint" aria-hidden="true">
        {tip}
      </p>
    </div>
  );
}

interface Pointing {
  hall: Hall;
  point: (seat: HallSeat | null) => void;
  pick: (seat: HallSeat) => void;
}

/** One pointer moves the picture or picks a seat, two of them zoom. */
function followPointers(
  element: HTMLCanvasElement,
  painter: SeatPainter,
  { hall, point, pick }: Pointing,
): () => void {
  const down = new Map<number, { x: number; y: number }>();
  let slipped = false;
  const positionOf = ({ clientX, clientY }: PointerEvent | WheelEvent) => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const seatUnder = (event: PointerEvent) => {
    const { x, y } = positionOf(event);
    const at = painter.pointAt(x, y);
    return seatAt(hall, at.x, at.y);
  };
  /** As long as all of it is seen, a finger that wipes over it moves the page. */
  const letPageMove = () => {
    element.style.touchAction = painter.isWhole ? 'pan-y' : 'none';
  };
  letPageMove();

  const start = (event: PointerEvent) => {
    if (down.size === 0) slipped = false;
    down.set(event.pointerId, positionOf(event));
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const before = down.get(event.pointerId);
    const at = positionOf(event);
    if (before === undefined) {
      if (event.pointerType !== 'mouse') return;
      const seat = seatUnder(event);
      point(seat);
      painter.marked = seat?.number ?? null;
      element.classList.toggle('seat-canvas-pointing', seat !== null);
      painter.redraw();
      return;
    }
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other !== undefined) {
      slipped = true;
      const apart = (to: { x: number; y: number }) => Math.hypot(to.x - other.x, to.y - other.y);
      painter.zoomBy(apart(at) / Math.max(apart(before), 1), (at.x + other.x) / 2, (at.y + other.y) / 2);
      painter.moveBy((at.x - before.x) / 2, (at.y - before.y) / 2);
      down.set(event.pointerId, at);
    } else if (slipped || Math.hypot(at.x - before.x, at.y - before.y) > SLIP_PX) {
      slipped = true;
      painter.moveBy(at.x - before.x, at.y - before.y);
      down.set(event.pointerId, at);
    }
    letPageMove();
  };
  const end = (event: PointerEvent) => {
    const was = down.delete(event.pointerId);
    if (!was || slipped || event.type === 'pointercancel') return;
    const seat = seatUnder(event);
    const smallest = event.pointerType === 'mouse' ? SMALLEST_PX.mouse : SMALLEST_PX.touch;
    if (painter.scale < smallest) {
      const { x, y } = positionOf(event);
      painter.zoomBy(Math.max(34 / painter.scale, ZOOM_STEP), x, y);
      letPageMove();
    } else if (seat !== null) {
      point(seat);
      pick(seat);
    }
  };
  const leave = () => {
    point(null);
    painter.marked = null;
    painter.redraw();
  };
  const wheel = (event: WheelEvent) => {
    // All of it is seen and the wheel goes outwards: that is for the page.
    if (painter.isWhole && event.deltaY > 0 && !event.ctrlKey) return;
    event.preventDefault();
    const { x, y } = positionOf(event);
    painter.zoomBy(Math.exp(-event.deltaY / 400), x, y);
    letPageMove();
  };
  element.addEventListener('pointerdown', start);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener('pointerleave', leave);
  element.addEventListener('wheel', wheel, { passive: false });
  return () => {
    element.removeEventListener('pointerdown', start);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', end);
    element.removeEventListener('pointercancel', end);
    element.removeEventListener('pointerleave', leave);
    element.removeEventListener('wheel', wheel);
  };
}
