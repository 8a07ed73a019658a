/** What is seen of a seat: how it stands, or that it is one's own choice or has become one's own. */
export type SeenStatus = 'AVAILABLE' | 'HELD' | 'SOLD' | 'chosen' | 'own';

/** A seat as the service lists it. */
export interface ListedSeat {
  number: number;
  price: number;
  section?: string | undefined;
  row?: string | undefined;
  /** What it is called within its row. */
  name?: string | undefined;
}

/** What stands on a seat: its name within its row, or its number where there are no rows. */
export const markOf = ({ name, number }: ListedSeat): string => name ?? String(number);

/** One seat where it stands. Lengths are in seats: the middle of a seat is one from the middle of the next. */
export interface HallSeat extends ListedSeat {
  x: number;
  y: number;
}

export interface HallRow {
  /** Missing where seats only have numbers. */
  name?: string | undefined;
  section?: string | undefined;
  seats: HallSeat[];
}

export interface HallSection {
  name?: string | undefined;
  rows: HallRow[];
  size: number;
  priceFrom: number;
  priceTo: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** All seats of a date, drawn as one would stand in front of them: the stage is above. */
export interface Hall {
  sections: HallSection[];
  rows: HallRow[];
  seats: ReadonlyMap<number, HallSeat>;
  /** Every price there is, the highest first. */
  prices: number[];
  width: number;
  height: number;
}

const SEATS_A_ROW = 10;
const GAP = 2;
/** Over each section that has a name. */
const NAME_HEIGHT = 1.6;
/** By how much wider than high a hall is, roughly. */
const SHAPE = 1.5;

export function hallOf(seats: readonly ListedSeat[]): Hall {
  const sections = sectionsOf(seats);
  const width = arrange(sections);
  const height = Math.max(...sections.map(({ top, height }) => top + height));
  for (const section of sections) place(section, width);
  const rows = sections.flatMap((section) => section.rows);
  return {
    sections,
    rows,
    seats: new Map(rows.flatMap((row) => row.seats.map((seat) => [seat.number, seat]))),
    prices: [...new Set(seats.map(({ price }) => price))].sort((a, b) => b - a),
    width,
    height: height + bend(0, width),
  };
}

function sectionsOf(seats: readonly ListedSeat[]): HallSection[] {
  const sections: HallSection[] = [];
  let rows = new Map<string | number, HallRow>();
  for (const [index, { number, price, section, row, name }] of seats.entries()) {
    const last = sections.at(-1);
    if (last === undefined || last.name !== section) {
      sections.push({
        name: section,
        rows: [],
        size: 0,
        priceFrom: price,
        priceTo: price,
        left: 0,
        top: 0,
        width: 0,
        height: 0,
      });
      rows = new Map();
    }
    const current = sections.at(-1) as HallSection;
    const key = row ?? Math.floor(index / SEATS_A_ROW);
    let inRow = rows.get(key);
    if (inRow === undefined) {
      inRow = { name: row, section, seats: [] };
      rows.set(key, inRow);
      current.rows.push(inRow);
    }
    inRow.seats.push({ number, price, section, row, name, x: 0, y: 0 });
    current.size += 1;
    current.priceFrom = Math.min(current.priceFrom, price);
    current.priceTo = Math.max(current.priceTo, price);
  }
  for (const section of sections) {
    section.width = Math.max(...section.rows.map((row) => row.seats.length));
    section.height = section.rows.length + (section.name === undefined ? 0 : NAME_HEIGHT);
  }
  return sections;
}

/** Puts the sections beside and behind each other, in their order. Answers how wide the hall becomes. */
function arrange(sections: HallSection[]): number {
  const area = sections.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);
  const aim = Math.max(Math.sqrt(area * SHAPE), ...sections.map(({ width }) => width));
  const tiers: HallSection[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const section of sections) {
    if (used + GAP + section.width > aim) {
      tiers.push([]);
      used = -GAP;
    }
    tiers.at(-1)?.push(section);
    used += GAP + section.width;
  }
  const widthOf = (tier: HallSection[]) =>
    tier.reduce((sum, { width }) => sum + width, (tier.length - 1) * GAP);
  const width = Math.max(...tiers.map(widthOf));
  let top = 0;
  for (const tier of tiers) {
    let left = (width - widthOf(tier)) / 2;
    for (const section of tier) {
      section.left = left;
      section.top = top;
      left += section.width + GAP;
    }
    top += Math.max(...tier.map(({ height }) => height)) + GAP;
  }
  return width;
}

function place(section: HallSection, hallWidth: number): void {
  const top = section.top + (section.name === undefined ? 0 : NAME_HEIGHT);
  for (const [index, row] of section.rows.entries()) {
    const left = section.left + (section.width - row.seats.length) / 2;
    for (const [at, seat] of row.seats.entries()) {
      seat.x = left + at + 0.5;
      seat.y = top + index + 0.5 + bend(seat.x, hallWidth);
    }
  }
}

/** Rows bend around the stage: those in the middle sit a little further back. */
export function bend(x: number, hallWidth: number): number {
  const depth = Math.min(hallWidth * 0.05, 4);
  const aside = (x - hallWidth / 2) / (hallWidth / 2);
  return depth * (1 - aside * aside);
}

/** The seat at a point of the hall, if there is one. */
export function seatAt({ sections, width }: Hall, x: number, y: number): HallSeat | null {
  const straight = y - bend(x, width);
  for (const section of sections) {
    const nameHeight = section.name === undefined ? 0 : NAME_HEIGHT;
    const row = section.rows[Math.floor(straight - section.top - nameHeight)];
    if (row === undefined || x < section.left || x > section.left + section.width) continue;
    const seat = row.seats[Math.floor(x - section.left - (section.width - row.seats.length) / 2)];
    if (seat !== undefined) return seat;
  }
  return null;
}

/** The section at a point of the hall, its name's place included. */
export function sectionAt({ sections, width }: Hall, x: number, y: number): HallSection | null {
  const straight = y - bend(x, width);
  return (
    sections.find(
      ({ left, top, width, height }) =>
        x >= left && x <= left + width && straight >= top && straight <= top + height,
    ) ?? null
  );
}

const PRICE_COLOURS = 5;

/** Which of the theme's colours for seats a price has: the highest price has the first. */
export const priceColour = ({ prices }: Hall, price: number): number =>
  Math.min(Math.max(prices.indexOf(price), 0) + 1, PRICE_COLOURS);
