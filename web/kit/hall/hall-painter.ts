import { themeColour } from '../theme.ts';
import { bend, type Hall, type HallSeat, type HallSection, priceColour, type SeenStatus } from './hall.ts';

/** How the hall is looked at: pixels for one seat, and where its upper left corner is. */
interface Look {
  scale: number;
  left: number;
  top: number;
}

const STAGE_HEIGHT = 3;
const MARGIN = 1.2;
/** From so many pixels on a seat shows its number. */
const NUMBERED_FROM = 30;
const LARGEST = 56;

/** Draws a hall on a canvas, however many seats it has, and knows which seat is where. */
export class HallPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #hall: Hall;
  readonly #statusOf: (number: number) => SeenStatus;
  readonly #stage: () => string;
  #look: Look = { scale: 1, left: 0, top: 0 };
  #width = 0;
  #height = 0;
  #due = false;
  #colour = themeColour.peek();
  #marked: number | null = null;

  constructor(
    canvas: HTMLCanvasElement,
    parts: { hall: Hall; statusOf: (number: number) => SeenStatus; stage: () => string },
  ) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d') as CanvasRenderingContext2D;
    this.#hall = parts.hall;
    this.#statusOf = parts.statusOf;
    this.#stage = parts.stage;
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
    return (this.#hall.height + STAGE_HEIGHT + MARGIN * 2) / (this.#hall.width + MARGIN * 2);
  }

  /** Pixels for one seat. */
  get scale(): number {
    return this.#look.scale;
  }

  get isWhole(): boolean {
    return this.#look.scale <= this.#whole().scale * 1.01;
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
    const [width, height] = [this.#hall.width + MARGIN * 2, this.#hall.height + STAGE_HEIGHT + MARGIN * 2];
    const scale = Math.min(this.#width / width, this.#height / height, LARGEST);
    return {
      scale,
      left: this.#hall.width / 2 - this.#width / scale / 2,
      top: -STAGE_HEIGHT - MARGIN + (height - this.#height / scale) / 2,
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
    for (const section of this.#hall.sections) {
      if (!this.#isSeen(section)) continue;
      this.#drawName(section);
      this.#drawSeats(section);
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
    context.beginPath();
    context.moveTo(from * scale, -2.4 * scale);
    context.lineTo(to * scale, -2.4 * scale);
    context.lineTo((to - 1) * scale, -0.9 * scale);
    context.quadraticCurveTo((this.#hall.width / 2) * scale, 0.1 * scale, (from + 1) * scale, -0.9 * scale);
    context.closePath();
    context.fillStyle = this.#colour('--raised');
    context.fill();
    context.strokeStyle = this.#colour('--line');
    context.stroke();
    this.#write(
      this.#stage(),
      this.#hall.width / 2,
      -1.45,
      Math.min(Math.max(scale * 0.9, 10), 16),
      '--faint',
    );
  }

  #drawName({ name, left, top, width }: HallSection): void {
    if (name === undefined) return;
    const x = left + width / 2;
    const size = Math.min(Math.max(this.#look.scale * 1.1, 11), 18);
    this.#write(name, x, top + 0.75 + bend(x, this.#hall.width), size, '--ink');
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
        const status = this.#statusOf(seat.number);
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
  #mark({ x, y, number }: HallSeat, status: SeenStatus, numbered: boolean): void {
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
      this.#write(
        String(number),
        x,
        y,
        Math.min(scale * 0.32, (scale * 1.1) / String(number).length, 15),
        status === 'HELD' ? '--faint' : '--seat-ink',
      );
    }
  }
}
