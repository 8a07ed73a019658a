import './hall-canvas.css';
import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../icon.tsx';
import { themeColour } from '../theme.ts';
import { words } from '../words/words.ts';
import { type Hall, type HallSeat, type HallSection, type SeenStatus, seatAt, sectionAt } from './hall.ts';
import { HallPainter } from './hall-painter.ts';

/** So far a finger or the pointer may slip and still have meant a click. */
const SLIP_PX = 8;
/** Smaller seats than that cannot be told apart: the click then brings them nearer. */
const SMALLEST_PX = { mouse: 5, touch: 18 };
const ZOOM_STEP = 1.5;

interface HallCanvasProps {
  hall: Hall;
  statusOf: (number: number) => SeenStatus;
  /** Whatever changes what is seen. */
  changing?: readonly ReadonlySignal<unknown>[];
  /** Says which seat is pointed at. */
  describe: (seat: HallSeat) => string;
  hint: string;
  /** What is written on a section where there is no room for its seats; its name unless said. */
  captionsOf?: (section: HallSection) => readonly string[];
  /** Whether anything of a section can still be had. */
  isOpen?: (section: HallSection) => boolean;
  /** Where seats can be picked one can also move about, by these buttons too. */
  picking?: {
    pick: (seat: HallSeat) => void;
    /** The section that is looked at; null for the whole hall. A new object is a new wish to see it. */
    near: Signal<{ section: HallSection } | null>;
    words: { zoomIn: string; zoomOut: string; zoomAll: string; sectionsHint: string };
    /** Stands beside the buttons. */
    beside: ComponentChildren;
  };
}

const nameOf = ({ name }: HallSection) => (name === undefined ? [] : [name]);
const NOTHING: readonly ReadonlySignal<unknown>[] = [];

/**
 * A hall as a picture. Whoever cannot see or point at it has the same in words elsewhere, so it is hidden from their
 * programs.
 */
export function HallCanvas({
  hall,
  statusOf,
  changing = NOTHING,
  describe,
  hint,
  captionsOf = nameOf,
  isOpen = () => true,
  picking,
}: HallCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<HallPainter | null>(null);
  const pointed = useSignal<HallSeat | null>(null);
  const drawn = useSignal<'sections' | 'seats'>('seats');
  const now = useRef({ statusOf, captionsOf, isOpen, picking });
  now.current = { statusOf, captionsOf, isOpen, picking };

  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const paints = new HallPainter(element, {
      hall,
      sectionsFirst: picking !== undefined,
      statusOf: (number) => now.current.statusOf(number),
      stage: () => words.peek().stage,
      captionsOf: (section) => now.current.captionsOf(section),
      isOpen: (section) => now.current.isOpen(section),
      drawn: (what) => {
        drawn.value = what;
      },
    });
    painter.current = paints;
    pointed.value = null;
    const size = new ResizeObserver(() => {
      // As high as the hall needs, as far as the window has room for it; who moves about in it needs some room.
      const wanted = element.clientWidth * paints.heightByWidth;
      const least = now.current.picking === undefined ? 0 : 260;
      element.style.height = `${Math.round(Math.min(Math.max(wanted, least), window.innerHeight * 0.66))}px`;
      paints.resize(element.clientWidth, element.clientHeight);
    });
    size.observe(element);
    const pointing: Pointing = {
      hall,
      point: (seat) => {
        pointed.value = seat;
        paints.mark(seat?.number ?? null);
        element.classList.toggle('hall-canvas-pointing', seat !== null);
      },
      pick: (seat) => now.current.picking?.pick(seat),
      enter: (section) => {
        const near = now.current.picking?.near;
        if (near !== undefined) near.value = { section };
      },
    };
    const follow = picking === undefined ? watchPointer : followPointers;
    const stops = [
      follow(element, paints, pointing),
      now.current.picking?.near.subscribe((near) => {
        if (near !== null) paints.showSection(near.section);
      }) ?? (() => {}),
      ...[themeColour, words, ...changing].map((signal) => signal.subscribe(() => paints.redraw())),
    ];
    return () => {
      size.disconnect();
      for (const stop of stops) stop();
    };
  }, [hall, changing, picking === undefined]);

  const seen = pointed.value === null || drawn.value === 'sections' ? null : pointed.value;
  const tip =
    seen !== null
      ? describe(seen)
      : picking !== undefined && drawn.value === 'sections'
        ? picking.words.sectionsHint
        : hint;
  const zoom = (factor: number) => painter.current?.zoomBy(factor);
  return (
    <div class="hall-canvas stack">
      {picking !== undefined && (
        <div class="hall-canvas-zoom">
          {picking.beside}
          <button
            type="button"
            class="square"
            aria-label={picking.words.zoomIn}
            onClick={() => zoom(ZOOM_STEP)}
          >
            <Icon name="plus" />
          </button>
          <button
            type="button"
            class="square"
            aria-label={picking.words.zoomOut}
            onClick={() => zoom(1 / ZOOM_STEP)}
          >
            <Icon name="minus" />
          </button>
          <button
            type="button"
            class="square"
            aria-label={picking.words.zoomAll}
            onClick={() => {
              picking.near.value = null;
              painter.current?.showWhole();
            }}
          >
            <Icon name="whole" />
          </button>
        </div>
      )}
      <p class="hall-canvas-tip small faint" aria-hidden="true">
        {tip}
      </p>
      <div aria-hidden="true">
        <canvas ref={canvas} data-testid="hall-canvas" />
      </div>
    </div>
  );
}

interface Pointing {
  hall: Hall;
  point: (seat: HallSeat | null) => void;
  pick: (seat: HallSeat) => void;
  enter: (section: HallSection) => void;
}

type Follow = (element: HTMLCanvasElement, painter: HallPainter, pointing: Pointing) => () => void;

/** Where on the element something happens. */
function positionOn(element: HTMLElement, { clientX, clientY }: MouseEvent): { x: number; y: number } {
  const { left, top } = element.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

function seatUnder(
  element: HTMLElement,
  painter: HallPainter,
  hall: Hall,
  event: MouseEvent,
): HallSeat | null {
  if (painter.showsSections) return null;
  const { x, y } = positionOn(element, event);
  const at = painter.pointAt(x, y);
  return seatAt(hall, at.x, at.y);
}

/** A listener for each kind of event; the answer takes them away again. */
function listenOn(element: HTMLElement, listeners: Record<string, (event: never) => void>): () => void {
  const all = Object.entries(listeners) as [string, EventListener][];
  for (const [type, listener] of all) element.addEventListener(type, listener, { passive: false });
  return () => {
    for (const [type, listener] of all) element.removeEventListener(type, listener);
  };
}

/** The pointer only asks which seat is where. */
const watchPointer: Follow = (element, painter, { hall, point }) =>
  listenOn(element, {
    pointermove: (event: PointerEvent) => point(seatUnder(element, painter, hall, event)),
    pointerleave: () => point(null),
  });

/** One pointer moves the picture or picks a seat, two of them zoom. */
const followPointers: Follow = (element, painter, { hall, point, pick, enter }) => {
  const down = new Map<number, { x: number; y: number }>();
  let slipped = false;
  /** As long as all of it is seen, a finger that wipes over it moves the page. */
  const letPageMove = () => {
    element.style.touchAction = painter.isWhole ? 'pan-y' : 'none';
  };
  letPageMove();

  const start = (event: PointerEvent) => {
    if (down.size === 0) slipped = false;
    down.set(event.pointerId, positionOn(element, event));
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const before = down.get(event.pointerId);
    const at = positionOn(element, event);
    if (before === undefined) {
      if (event.pointerType === 'mouse') point(seatUnder(element, painter, hall, event));
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
    if (painter.showsSections) {
      const { x, y } = positionOn(element, event);
      const at = painter.pointAt(x, y);
      const section = sectionAt(hall, at.x, at.y);
      if (section !== null) enter(section);
      letPageMove();
      return;
    }
    const seat = seatUnder(element, painter, hall, event);
    const smallest = event.pointerType === 'mouse' ? SMALLEST_PX.mouse : SMALLEST_PX.touch;
    if (painter.scale < smallest) {
      const { x, y } = positionOn(element, event);
      painter.zoomBy(Math.max(34 / painter.scale, ZOOM_STEP), x, y);
      letPageMove();
    } else if (seat !== null) {
      point(seat);
      pick(seat);
    }
  };
  const wheel = (event: WheelEvent) => {
    // All of it is seen and the wheel goes outwards: that is for the page.
    if (painter.isWhole && event.deltaY > 0 && !event.ctrlKey) return;
    event.preventDefault();
    const { x, y } = positionOn(element, event);
    painter.zoomBy(Math.exp(-event.deltaY / 400), x, y);
    letPageMove();
  };
  return listenOn(element, {
    pointerdown: start,
    pointermove: move,
    pointerup: end,
    pointercancel: end,
    pointerleave: () => point(null),
    wheel,
  });
};
