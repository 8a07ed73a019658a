import type { ListedSeat } from '../../kit/hall/hall.ts';
import { type DraftDate, figure } from './draft.ts';

/** A part of the hall as it will be: its seats are numbered on from the part before. */
export interface PlannedSection {
  /** Null where the hall has no sections. */
  name: string | null;
  rows: number;
  seatsPerRow: number;
  seats: number;
  price: number;
  firstNumber: number;
}

/** How seats without a map are drawn. */
const SEATS_IN_A_PLAIN_ROW = 10;
/** Past this the service refuses, and nothing is drawn. */
const SEATS_DRAWN = 100_000;

const count = (typed: string): number => {
  const value = figure(typed);
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 0;
};

/** The sections of a date, numbered as the service numbers them; what is not filled in yet is left out. */
export function plannedSections(date: DraftDate): PlannedSection[] {
  if (date.map === 'plain') {
    const seats = count(date.seats);
    if (seats === 0 || seats > SEATS_DRAWN) return [];
    const rows = Math.ceil(seats / SEATS_IN_A_PLAIN_ROW);
    const seatsPerRow = Math.min(seats, SEATS_IN_A_PLAIN_ROW);
    return [{ name: null, rows, seatsPerRow, seats, price: count(date.price), firstNumber: 1 }];
  }
  const planned: PlannedSection[] = [];
  let firstNumber = 1;
  for (const section of date.sections) {
    const [rows, seatsPerRow] = [count(section.rows), count(section.seatsPerRow)];
    const seats = rows * seatsPerRow;
    if (seats === 0 || firstNumber + seats - 1 > SEATS_DRAWN) continue;
    planned.push({
      name: section.section.trim(),
      rows,
      seatsPerRow,
      seats,
      price: count(section.price),
      firstNumber,
    });
    firstNumber += seats;
  }
  return planned;
}

export const totalOf = (sections: readonly PlannedSection[]): { seats: number; value: number } => ({
  seats: sections.reduce((sum, { seats }) => sum + seats, 0),
  value: sections.reduce((sum, { seats, price }) => sum + seats * price, 0),
});

/** Every seat, as the service will list it. */
export const seatsOf = (sections: readonly PlannedSection[]): ListedSeat[] =>
  sections.flatMap(({ name, seatsPerRow, seats, price, firstNumber }) =>
    Array.from({ length: seats }, (_, index) => ({
      number: firstNumber + index,
      price,
      ...(name === null ? {} : { section: name, row: `${Math.floor(index / seatsPerRow) + 1}` }),
    })),
  );
