import { themeColour } from '../theme.ts';
import {
  bend,
  type Hall,
  type HallSeat,
  type HallSection,
  markOf,
  priceColour,
  type SeenStatus,
} from './hall.ts';

/** How the hall is looked at: pixels for one seat, and where its upper left corner is. */
interface Look {
  scale: number;
  left: number;
  top: number;
}

/** In seats, and as a part of the width: in a large hall its name needs more room. */
const STAGE_HEIGHT = { least: 3, part: 0.055 };
const MARGIN = 1.2;
/** From so many pixels on a seat shows its number. */
const NUMBERED_FROM = 30;
const LARGEST = 56;
/** Below so many pixels for one seat nobody can tell seats apart: whole sections are drawn. */
const SEEN_FROM = 5;
const NAME_PX = { least: 9, most: 18 };
const CAPTION_PX = { least: 10, most: 15 };
const FIGURE_PX = { least: 9, most: 13 };
const LINE = 1.25;

interface HallParts {
  hall: Hall;
  /** Whether sections are drawn as a whole where their seats would be too small. */
  sectionsFirst: boolean;
  statusOf: (number: number) => SeenStatus;
  stage: () => string;
  /** What is written on a section that is drawn as a whole, the most important first; as much as there is room for. */
  captionsOf: (section: HallSection) => readonly string[];
  /** Whether anything of a section can still be had. */
  isOpen: (section: HallSection) => boolean;
  /** Is told with every drawing whether sections were drawn, or seats. */
  drawn: (what: 'sections' | 'seats') => void;
}

/** Draws a hall on a canvas, however many seats it has, and knows which seat is where. */
export class HallPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #hall: Hall;
  readonly #parts: HallParts;
  readonly #stageHeight: number;
  #look: Look = { scale: 1, left: 0, top: 0 };
  #width = 0;
  #height = 0;
  #due = false;
  #colour = themeColour.peek();
  #marked: number | null = null;

  constructor(canvas: HTMLCanvasElement, parts: HallParts) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d') as CanvasRenderingContext2D;
    this.#hall = parts.hall;
    this.#parts = parts;
    this.#stageHeight = Math.max(STAGE_HEIGHT.least, this.#hall.width * STAGE_HEIGHT.part);
  }

  resize(width: number, height: number): void {
    const first = this.#width === 0;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.#width = width;
    this.#height = height;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (first) this.#look = this.#whole();
    else this.#keepInside();
    this.redraw();
  }

  /** How high the whole hall is for its width. */
  get heightByWidth(): number {
    return (this.#hall.height + this.#stageHeight + MARGIN * 2) / (this.#hall.width + MARGIN * 2);
  }

  /** Pixels for one seat. */
  get scale(): number {
    return this.#look.scale;
  }

  get isWhole(): boolean {
    return this.#look.scale <= this.#whole().scale * 1.01;
  }

  /** Whether sections are seen now, and not their seats. */
  get showsSections(): boolean {
    const { sectionsFirst, hall } = this.#parts;
    return sectionsFirst && this.#look.scale < SEEN_FROM && hall.sections[0]?.name !== undefined;
  }

  /** As near as all of the section is seen, and its seats with it. */
  showSection({ left, top, width, height }: HallSection): void {
    const fits = Math.min(this.#width / (width + 2), this.#height / (height + 4));
    const scale = Math.min(Math.max(fits, SEEN_FROM, this.#whole().scale), LARGEST);
    const middle = left + width / 2;
    const centre = top + height / 2 + bend(middle, this.#hall.width);
    this.#look = {
      scale,
      left: middle - this.#width / scale / 2,
      top: centre - this.#height / scale / 2,
    };
    this.#keepInside();
    this.redraw();
  }

  showWhole(): void {
    this.#look = this.#whole();
    this.redraw();
  }

  moveBy(x: number, y: number): void {
    this.#look.left -= x / this.#look.scale;
    this.#look.top -= y / this.#look.scale;
    this.#keepInside();
    this.redraw();
  }

  /** Nearer or further away, while the point of the canvas stays where it is. */
  zoomBy(factor: number, x = this.#width / 2, y = this.#height / 2): void {
    const { scale, left, top } = this.#look;
    const next = Math.min(
      Math.max(scale * factor, this.#whole().scale),
      Math.max(LARGEST, this.#whole().scale),
    );
    this.#look = { scale: next, left: left + x / scale - x / next, top: top + y / scale - y / next };
    this.#keepInside();
    this.redraw();
  }

  /** Frames the seat under the pointer. */
  mark(number: number | null): void {
    this.#marked = number;
    this.redraw();
  }

  pointAt(x: number, y: number): { x: number; y: number } {
    return { x: this.#look.left + x / this.#look.scale, y: this.#look.top + y / this.#look.scale };
  }

  /** Draws with the next frame, however often it is asked for before. */
  redraw(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  #whole(): Look {
    const [width, height] = [
      this.#hall.width + MARGIN * 2,
      this.#hall.height + this.#stageHeight + MARGIN * 2,
    ];
    const scale = Math.min(this.#width / width, this.#height / height, LARGEST);
    return {
      scale,
      left: this.#hall.width / 2 - this.#width / scale / 2,
      top: -this.#stageHeight - MARGIN + (height - this.#height / scale) / 2,
    };
  }

  #keepInside(): void {
    const look = this.#look;
    const whole = this.#whole();
    const [shown, all] = [this.#width / look.scale, this.#width / whole.scale];
    const [shownHigh, allHigh] = [this.#height / look.scale, this.#height / whole.scale];
    look.left = Math.min(Math.max(look.left, whole.left), whole.left + all - shown);
    look.top = Math.min(Math.max(look.top, whole.top), whole.top + allHigh - shownHigh);
  }

  #draw(): void {
    const context = this.#context;
    this.#colour = themeColour.peek();
    const { scale, left, top } = this.#look;
    context.clearRect(0, 0, this.#width, this.#height);
    context.save();
    context.translate(-left * scale, -top * scale);
    this.#drawStage();
    const whole = this.showsSections;
    this.#parts.drawn(whole ? 'sections' : 'seats');
    for (const section of this.#hall.sections) {
      if (!this.#isSeen(section)) continue;
      if (whole) this.#drawSection(section);
      else {
        this.#drawName(section);
        this.#drawSeats(section);
      }
    }
    context.restore();
  }

  #isSeen({ left, top, width, height }: HallSection): boolean {
    const look = this.#look;
    return (
      left < look.left + this.#width / look.scale &&
      left + width > look.left &&
      top < look.top + this.#height / look.scale &&
      top + height + 4 > look.top
    );
  }

  #drawStage(): void {
    const context = this.#context;
    const { scale } = this.#look;
    const width = Math.min(this.#hall.width * 0.6, 60);
    const [from, to] = [(this.#hall.width - width) / 2, (this.#hall.width + width) / 2];
    const [back, front] = [-this.#stageHeight * 0.8, -this.#stageHeight * 0.3];
    context.beginPath();
    context.moveTo(from * scale, back * scale);
    context.lineTo(to * scale, back * scale);
    context.lineTo((to - 1) * scale, front * scale);
    context.quadraticCurveTo((this.#hall.width / 2) * scale, 0.1 * scale, (from + 1) * scale, front * scale);
    context.closePath();
    context.fillStyle = this.#colour('--raised');
    context.fill();
    context.strokeStyle = this.#colour('--line');
    context.stroke();
    this.#write(
      this.#parts.stage(),
      this.#hall.width / 2,
      -this.#stageHeight * 0.48,
      Math.min(Math.max(scale * 0.9, 10), 16),
      '--faint',
    );
  }

  #drawName({ name, left, top, width }: HallSection): void {
    if (name === undefined) return;
    const x = left + width / 2;
    const { scale } = this.#look;
    const size = Math.min(Math.max(scale * 1.1, 11), NAME_PX.most);
    const line = this.#fitting(name, (width + 1) * scale, { least: NAME_PX.least, most: size });
    if (line !== null) this.#write(line.text, x, top + 0.75 + bend(x, this.#hall.width), line.size, '--ink');
  }

  /** All of a section as one shape in the colour of its price, with as many of its captions as fit. */
  #drawSection(section: HallSection): void {
    const context = this.#context;
    const { scale } = this.#look;
    const { left, top, width, height } = section;
    const hall = this.#hall.width;
    const steps = Array.from({ length: 9 }, (_, step) => left + (width * step) / 8);
    context.beginPath();
    for (const x of steps) context.lineTo(x * scale, (top + bend(x, hall)) * scale);
    for (const x of steps.toReversed()) context.lineTo(x * scale, (top + height + bend(x, hall)) * scale);
    context.closePath();
    const open = this.#parts.isOpen(section);
    context.globalAlpha = open ? 0.2 : 1;
    context.fillStyle = this.#colour(
      open ? `--seat-${priceColour(this.#hall, section.priceTo)}` : '--raised',
    );
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1.5;
    context.strokeStyle = this.#colour(
      open ? `--seat-${priceColour(this.#hall, section.priceTo)}` : '--line',
    );
    context.stroke();

    const room = height * scale - 4;
    const lines = [];
    let used = 0;
    for (const caption of this.#parts.captionsOf(section)) {
      const line = this.#fitting(
        caption,
        width * scale - 4,
        lines.length === 0 ? CAPTION_PX : FIGURE_PX,
        lines.length === 0,
      );
      if (line === null || used + line.size * LINE > room) break;
      lines.push(line);
      used += line.size * LINE;
    }
    const x = left + width / 2;
    let y = (top + height / 2 + bend(x, hall)) * scale - used / 2;
    for (const { text, size } of lines) {
      this.#write(text, x, (y + (size * LINE) / 2) / scale, size, open ? '--ink' : '--faint');
      y += size * LINE;
    }
  }

  /** The text in a size in which it fits, shortened if it may be; null when there is no room for anything of it. */
  #fitting(
    text: string,
    room: number,
    { least, most }: { least: number; most: number },
    shortened = true,
  ): { text: string; size: number } | null {
    const context = this.#context;
    context.font = `700 ${most}px system-ui, sans-serif`;
    const size = Math.min(most, (most * room) / Math.max(context.measureText(text).width, 1));
    if (size >= least) return { text, size };
    if (!shortened) return null;
    const letters = [...text];
    const perLetter = (context.measureText(text).width / letters.length) * (least / most);
    const kept = Math.floor(room / perLetter) - 1;
    return kept < 2 ? null : { text: `${letters.slice(0, kept).join('')}…`, size: least };
  }

  #write(text: string, x: number, y: number, size: number, colour: string): void {
    const context = this.#context;
    context.font = `700 ${size}px system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillStyle = this.#colour(colour);
    context.fillText(text, x * this.#look.scale, y * this.#look.scale);
  }

  /** Seats of one look are one path: five thousand of them are a handful of strokes. */
  #drawSeats(section: HallSection): void {
    const context = this.#context;
    const { scale, left, top } = this.#look;
    const [right, bottom] = [left + this.#width / scale, top + this.#height / scale];
    const shapes = new Map<string, Path2D>();
    const marks: { seat: HallSeat; status: SeenStatus }[] = [];
    const numbered = scale >= NUMBERED_FROM;
    for (const row of section.rows) {
      for (const seat of row.seats) {
        if (seat.x < left - 1 || seat.x > right + 1 || seat.y < top - 1 || seat.y > bottom + 1) continue;
        const status = this.#parts.statusOf(seat.number);
        const kind = status === 'AVAILABLE' ? `free ${priceColour(this.#hall, seat.price)}` : status;
        const path = shapes.get(kind) ?? new Path2D();
        shapes.set(kind, path);
        this.#outline(path, seat, status);
        if (numbered || status === 'chosen' || status === 'own') marks.push({ seat, status });
      }
    }
    for (const [kind, path] of shapes) this.#fill(kind, path);
    for (const { seat, status } of marks) this.#mark(seat, status, numbered);
    const marked = this.#marked === null ? undefined : this.#hall.seats.get(this.#marked);
    if (marked === undefined || marked.section !== section.name) return;
    context.lineWidth = 3;
    context.strokeStyle = this.#colour('--accent');
    const size = scale * 1.08;
    context.strokeRect(marked.x * scale - size / 2, marked.y * scale - size / 2, size, size);
  }

  #outline(path: Path2D, { x, y }: HallSeat, status: SeenStatus): void {
    const { scale } = this.#look;
    const share = { AVAILABLE: 0.82, HELD: 0.72, SOLD: 0.4, chosen: 0.96, own: 0.96 }[status];
    const size = scale * share;
    const [left, top] = [x * scale - size / 2, y * scale - size / 2];
    if (scale < 9) path.rect(left, top, size, size);
    else path.roundRect(left, top, size, size, size * 0.26);
  }

  #fill(kind: string, path: Path2D): void {
    const context = this.#context;
    const line = Math.max(this.#look.scale * 0.07, 0.75);
    if (kind.startsWith('free')) {
      context.fillStyle = this.#colour(`--seat-${kind.slice(5)}`);
      context.fill(path);
    } else if (kind === 'HELD') {
      context.lineWidth = line;
      context.strokeStyle = this.#colour('--edge');
      context.stroke(path);
    } else if (kind === 'SOLD') {
      context.fillStyle = this.#colour('--line');
      context.fill(path);
    } else {
      context.fillStyle = this.#colour(kind === 'own' ? '--good' : '--accent');
      context.fill(path);
    }
  }

  /** Numbers, and a tick on one's own. */
  #mark(seat: HallSeat, status: SeenStatus, numbered: boolean): void {
    const { x, y } = seat;
    const context = this.#context;
    const { scale } = this.#look;
    if (status === 'chosen' || status === 'own') {
      const unit = scale / 10;
      const [middle, height] = [x * scale, y * scale];
      context.beginPath();
      context.moveTo(middle - 2.4 * unit, height + 0.2 * unit);
      context.lineTo(middle - 0.6 * unit, height + 2 * unit);
      context.lineTo(middle + 2.6 * unit, height - 1.9 * unit);
      context.lineWidth = Math.max(unit * 1.1, 1);
      context.lineCap = 'round';
      context.lineJoin = 'round';
      context.strokeStyle = this.#colour('--on-accent');
      context.stroke();
    } else if (numbered && status !== 'SOLD') {
      const text = markOf(seat);
      this.#write(
        text,
        x,
        y,
        Math.min(scale * 0.32, (scale * 1.1) / text.length, 15),
        status === 'HELD' ? '--faint' : '--seat-ink',
      );
    }
  }
}
