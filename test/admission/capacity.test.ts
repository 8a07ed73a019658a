import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Fan } from '../infrastructure/fan.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ apis: 2, workers: 2, schedulers: 2, laws: 'at the end' });
beforeAll(async () => {
  // Looks at the very end of every transaction that moves somebody, before anybody else can see what it did.
  await onSale.sql(sql`
    create table overfull (at timestamptz not null, concert_id uuid not null, active int not null)`);
  await onSale.sql(sql`
    create function note_overfull() returns trigger language plpgsql as $$
      begin
        insert into overfull
        select clock_timestamp(), concert_id, active from waiting_room cross join lateral (
          select count(*) as active from queue_token
          where queue_token.concert_id = waiting_room.concert_id and status = 'ACTIVE'
        ) as inside
        where concert_id = new.concert_id and active > capacity;
        return null;
      end $$`);
  await onSale.sql(sql`
    create constraint trigger note_overfull after insert or update of status on queue_token
      deferrable initially deferred for each row execute function note_overfull()`);
});

const overfull = (concertId: string) =>
  onSale.sql(sql`select * from overfull where concert_id = ${concertId}`);

const statsOf = async (concertId: string) =>
  (await onSale.operator('GET', `/v1/admin/concerts/${concertId}/stats`)).body;

test('the trigger of this file notices one too many', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [first, second] = (await onSale.fans(2)) as [Fan, Fan];
  await first.join(concertId);
  await second.join(concertId);
  expect(await overfull(concertId)).toEqual([]);
  await onSale.sql(sql`
    update queue_token set status = 'ACTIVE', admitted_at = clock_timestamp(), visit_ends_at = expires_at
    where user_id = ${second.userId}`);
  expect(await overfull(concertId)).toMatchObject([{ active: 2 }]);
  await onSale.sql(sql`
    update queue_token set status = 'WAITING', admitted_at = null, visit_ends_at = null where user_id = ${second.userId}`);
});

type Door = 'gives up' | 'leaves' | 'pays' | 'comes back';
const DOORS: Door[] = [
  'gives up',
  'leaves',
  'pays',
  'comes back',
  'pays',
  'gives up',
  'leaves',
  'pays',
  'pays',
  'leaves',
];

/** One fan's visit: into the line, and by one of the doors out of it. Answers the statuses of all calls. */
async function visit(
  concertId: string,
  fan: Fan,
  { door, seat, isInside }: { door: Door; seat: number; isInside: (fan: Fan) => boolean },
): Promise<number[]> {
  const joined = await fan.join(concertId);
  if (door === 'gives up') return [joined.status, (await fan.leave(concertId)).status];
  await until(() => isInside(fan), { ms: 50_000, every: 50 });
  if (door === 'leaves') return [joined.status, (await fan.leave(concertId)).status];
  if (door === 'pays') {
    const held = await fan.reserve(concertId, DATE, seat);
    return [joined.status, held.status, (await fan.pay(concertId, held.body.reservationId)).status];
  }
  // The visit ends by itself, and perhaps nobody has noticed it yet when the fan comes back.
  await onSale.sql(sql`update queue_token set expires_at = clock_timestamp() where user_id = ${fan.userId}`);
  return [joined.status, (await fan.join(concertId)).status, (await fan.leave(concertId)).status];
}

const STATUSES: Record<Door, number[]> = {
  'gives up': [201, 200],
  leaves: [201, 200],
  pays: [201, 201, 201],
  'comes back': [201, 201, 200],
};

test('while two hundred join, leave, pay and run out of time, there is never one too many inside', async () => {
  const concertId = await onSale.concert({
    dates: [{ date: DATE, seats: 200, price: 1_000 }],
    waitingRoom: { capacity: 20 },
  });
  const fans = await onSale.fans(200, { balance: 1_000 });
  const doors = fans.map((_, index) => DOORS[index % DOORS.length] as Door);
  // One looks for all of them who is inside: they are here to storm the door, not to poll.
  let inside = new Set<string>();
  let storming = true;
  const looking = (async () => {
    while (storming) {
      const rows = await onSale.sql<{ user: string }>(sql`
        select user_id as user from queue_token where concert_id = ${concertId} and status = 'ACTIVE'`);
      inside = new Set(rows.map(({ user }) => user));
      await pause(20);
    }
  })();
  const visits = await Promise.all(
    fans.map((fan, index) => {
      const isInside = ({ userId }: Fan) => inside.has(userId);
      return visit(concertId, fan, { door: doors[index] as Door, seat: index + 1, isInside });
    }),
  ).finally(() => {
    storming = false;
  });
  await looking;
  expect(visits).toEqual(doors.map((door) => STATUSES[door]));
  expect(await statsOf(concertId)).toMatchObject({
    waiting: 0,
    active: 0,
    sold: 80,
    held: 0,
    revenue: 80_000,
    expiredTotal: 20,
    leftTotal: 120,
  });
  expect(await overfull(concertId)).toEqual([]);
  expect(await onSale.invariants()).toEqual([]);
}, 60_000);

test('a door that is widened again and again while the crowd comes is never overfull', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const fans = await onSale.fans(60);
  const joining = fans.map((fan) => fan.join(concertId));
  for (let capacity = 2; capacity <= 20; capacity += 1) {
    await onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { capacity } });
  }
  await Promise.all(joining);
  await until(async () => (await statsOf(concertId)).active === 20);
  expect(await statsOf(concertId)).toMatchObject({ waiting: 40, admittedTotal: 20 });
  expect(await overfull(concertId)).toEqual([]);
  expect(await onSale.invariants()).toEqual([]);
});
