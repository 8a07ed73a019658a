import { afterEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

/*
 * A request that breaks its batch in a way that looks as if the database were away, whenever it is tried, while it is
 * there for everybody else. Other poison is in `test/lane/poison.test.ts`.
 */

/** A lane never stands longer than ten seconds; the rest is for a busy machine. */
const ENDED_SECONDS = 15;
const POISONED_SEAT = 5;

const onSale = useOnSale();
afterEach(async () => {
  await onSale.sql(sql`drop trigger if exists poison on reserved_seat`);
});

test.each([
  [
    'is broken off, as by a statement that never ends',
    `raise exception 'canceling statement due to statement timeout' using errcode = '57014'`,
  ],
  ['loses its connection', 'perform pg_terminate_backend(pg_backend_pid())'],
])(
  'a request that always %s ends as failed, and the others of its batch and lane are decided',
  async (_how, act) => {
    await onSale.sql(
      sql.raw(`
    create or replace function take_poison() returns trigger language plpgsql as $$ begin ${act}; return new; end $$`),
    );
    await onSale.sql(
      sql.raw(`
    create trigger poison before insert on reserved_seat for each row
    when (new.seat_number = ${POISONED_SEAT}) execute function take_poison()`),
    );
    const concertId = await onSale.concert();
    const fans = await onSale.admitted(concertId, 10);
    const lane = await Session.holdingLane(onSale, `booking.${concertId}`);
    const prefer = { prefer: `wait=${ENDED_SECONDS}` };
    const reserving = fans.map((fan, index) => fan.reserve(concertId, DATE, index + 1, prefer));
    await untilBlocked(onSale);
    await lane.end();
    const answers = await Promise.all(reserving);
    expect(answers.map(({ status }) => status)).toEqual(
      fans.map((_, index) => (index + 1 === POISONED_SEAT ? 500 : 201)),
    );
    const [fan] = fans as [Fan, ...Fan[]];
    expect((await fan.reserve(concertId, DATE, 20)).status).toBe(201);
  },
  45_000,
);
