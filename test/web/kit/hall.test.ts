import { expect, test } from '@jest/globals';
import { nearestFree } from '../../../web/fan/seats/nearest-free.ts';
import { type Hall, hallOf, seatAt } from '../../../web/kit/hall/hall.ts';

const free = (number: number, price = 10_000, more: { section?: string; row?: string } = {}) =>
  ({ number, status: 'AVAILABLE', price, ...more }) as const;

const plain = (count: number) => hallOf(Array.from({ length: count }, (_, index) => free(index + 1)));

function sections(...plan: { section: string; rows: number; seatsPerRow: number }[]): Hall {
  let number = 0;
  return hallOf(
    plan.flatMap(({ section, rows, seatsPerRow }) =>
      Array.from({ length: rows * seatsPerRow }, (_, index) => {
        number += 1;
        return free(number, 10_000, { section, row: String(Math.floor(index / seatsPerRow) + 1) });
      }),
    ),
  );
}

test('fifty seats are five rows of ten', () => {
  expect(plain(50).rows.map(({ seats }) => seats.length)).toEqual([10, 10, 10, 10, 10]);
});

test('every seat is found where it is drawn, and nothing where nobody can sit', () => {
  const hall = sections(
    { section: 'R', rows: 3, seatsPerRow: 7 },
    { section: 'S', rows: 10, seatsPerRow: 30 },
    { section: 'A', rows: 2, seatsPerRow: 12 },
  );
  for (const seat of hall.seats.values()) expect(seatAt(hall, seat.x, seat.y)).toBe(seat);
  expect(seatAt(hall, -3, 2)).toBeNull();
  expect(seatAt(hall, hall.width / 2, hall.height + 3)).toBeNull();
});

test('no two seats are drawn over each other', () => {
  const hall = sections(
    ...['A', 'B', 'C', 'D', 'E'].map((section) => ({ section, rows: 20, seatsPerRow: 25 })),
  );
  const places = [...hall.seats.values()].map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  expect(new Set(places).size).toBe(places.length);
});

test('who lost a seat is offered those beside it first, and none that is taken or offered already', () => {
  const hall = plain(50);
  const taken = new Set([25, 26]);
  const numbers = nearestFree(hall, [25], (number) => !taken.has(number)).map(([seat]) => seat?.number);
  expect(numbers[0]).toBe(24);
  expect(new Set(numbers).size).toBe(3);
  expect(numbers).not.toContain(26);
});

test('who lost two is offered two beside each other', () => {
  const hall = plain(50);
  const taken = new Set([24, 25, 22, 27, 29]);
  const [nearest] = nearestFree(hall, [24, 25], (number) => !taken.has(number));
  const numbers = nearest?.map(({ number }) => number) ?? [];
  expect((numbers[1] ?? 0) - (numbers[0] ?? 0)).toBe(1);
});

test('where nothing is free nothing is offered', () => {
  expect(nearestFree(plain(10), [3], () => false)).toEqual([]);
});
