import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Reply } from '../../../client/http.ts';
import { brokenInvariants } from '../../../src/audit/invariants.ts';
import { until } from '../../infrastructure/until.ts';
import type { CarefulClient } from './careful-client.ts';
import type { Crowd } from './crowd.ts';
import type { Stage } from './stage.ts';

/** How long a listener who has come back may wait until it has been told all that it missed. */
const TOLD_WITHIN_MS = 15_000;
/** A listener is told a hundred missed outcomes at a time, and comes back for more. */
const COME_BACK_EVERY_MS = 3_000;

/** What time brings about is late when the stores were away: so late, and no later. */
const CATCHES_UP_WITHIN_MS = 10_000;
/** The laws that are about time: nobody waits for ever, and no hold is overdue. */
const ABOUT_TIME = /^I[46] /;

/** The laws that do not hold. Those about time have a moment to come true, the others must hold at every instant. */
export async function brokenLaws(stage: Stage): Promise<string[]> {
  const deadline = performance.now() + CATCHES_UP_WITHIN_MS;
  for (;;) {
    const broken = await brokenInvariants(stage.em);
    const waits = broken.length > 0 && broken.every((law) => ABOUT_TIME.test(law));
    if (!waits || performance.now() > deadline) return broken;
    await pause(200);
  }
}

/** Whatever is wrong when all is quiet: in the tables by themselves, and between them and what the clients saw. */
export async function wrongs(stage: Stage, crowd: Crowd): Promise<string[]> {
  const found = [...(await brokenLaws(stage)), ...crowd.gaveUp, ...(await unheard(crowd))];
  for (const client of crowd.clients)
    found.push(...(await wrongsOf(client)), ...client.record.contradictions);
  return [
    ...found,
    ...(await unknownRequests(stage, crowd)),
    ...seatsSoldTwice(crowd),
    ...(await wrongSales(stage, crowd)),
  ];
}

/** Each outcome, the wallet and the reservations, as the API shows them now. */
async function wrongsOf(client: CarefulClient): Promise<string[]> {
  const { record } = client;
  const found: string[] = [];
  for (const requestId of record.requestIds) {
    // One that is gone is among the record's contradictions.
    const outcome = await client.look(requestId).catch(() => undefined);
    if (outcome === null) found.push(`request ${requestId} has no outcome`);
  }
  for (const requestId of record.outcomes.keys()) {
    if (!record.requestIds.includes(requestId)) found.push(`${requestId} ended and was never accepted`);
  }
  return [...found, ...(await wrongMoney(client)), ...(await wrongReservations(client))].map(
    (wrong) => `${record.client}: ${wrong}`,
  );
}

/** A list from its first page to its last. */
async function everyPage<Page extends { next: string | null }>(
  read: (at: { next: string } | { next?: undefined }) => Promise<Reply<Page>>,
): Promise<Page[]> {
  const pages: Page[] = [];
  for (let next: string | null | undefined; next !== null; ) {
    const reply = await read(next === undefined ? {} : { next });
    if (!reply.ok) throw new Error(`a list was answered with ${JSON.stringify(reply)}`);
    pages.push(reply.body);
    next = reply.body.next;
  }
  return pages;
}

/** Every charge and every payment of which the client was told is in the wallet once, and nothing else is. */
async function wrongMoney(client: CarefulClient): Promise<string[]> {
  const pages = await everyPage((at) => client.call('GET', '/v1/wallet/entries', at));
  const entries = pages.flatMap((page) => page.entries);
  const amounts = (kind: string) => entries.filter((one) => one.kind === kind).map(({ amount }) => amount);
  const told = {
    charge: [...client.record.charges.values()].map(({ amount }) => amount),
    payment: client.record.succeeded('pay').map(({ amount }) => -amount),
  };
  const inOrder = (list: number[]) => JSON.stringify(list.toSorted((one, other) => one - other));
  return (['charge', 'payment'] as const).flatMap((kind) => {
    const [known, there] = [inOrder(told[kind]), inOrder(amounts(kind))];
    return known === there ? [] : [`the ${kind}s told of are ${known}, and in the wallet are ${there}`];
  });
}

/** Every hold and payment of which the client was told is there as it was told, and nothing else is. */
async function wrongReservations(client: CarefulClient): Promise<string[]> {
  const { record } = client;
  const pages = await everyPage((at) => client.call('GET', '/v1/reservations', at));
  const shown = pages.flatMap(({ reservations }) => reservations);
  const status = new Map<string, string>(shown.map((one) => [one.reservationId, one.status]));
  const held = new Set<string>(record.succeeded('reserve').map(({ reservationId }) => reservationId));
  const paid = record.succeeded('pay').flatMap(({ reservationIds }) => reservationIds as string[]);
  const found: string[] = [];
  for (const id of status.keys()) {
    if (!held.has(id)) found.push(`nobody was told of reservation ${id}`);
  }
  for (const id of held) {
    const expected = paid.includes(id) ? ['CONFIRMED'] : ['HELD', 'RELEASED', 'EXPIRED'];
    if (!expected.includes(status.get(id) ?? 'gone')) {
      found.push(`reservation ${id} is ${status.get(id)} and not ${expected.join(' or ')}`);
    }
  }
  for (const id of paid) {
    if (paid.filter((one) => one === id).length > 1) found.push(`reservation ${id} was paid twice`);
  }
  return found;
}

/** Those who listen come back, and are told until they have heard each of their outcomes. */
async function unheard(crowd: Crowd): Promise<string[]> {
  const listening = [...crowd.listeners];
  const deadline = performance.now() + TOLD_WITHIN_MS;
  const missing = () => listening.filter(([{ record }]) => record.unheard.length > 0);
  while (missing().length > 0 && performance.now() < deadline) {
    for (const [, listener] of missing()) listener.comesBack();
    await until(() => missing().length === 0, { ms: COME_BACK_EVERY_MS }).catch(() => {});
  }
  return missing().map(([{ record }]) => `${record.client} was never told of ${record.unheard.join(', ')}`);
}

/** Nothing was accepted of which its client does not know: each repeated a key until it had its answer. */
async function unknownRequests(stage: Stage, { clients }: Crowd): Promise<string[]> {
  const known = new Set(clients.flatMap(({ record }) => record.requestIds));
  const users = clients.map(({ userId }) => userId);
  const rows = await stage.sql(sql<{ id: string; key: string }>`
    select id, idempotency_key as key from request
    where lane is not null and user_id = any(${users}::uuid[])`);
  return rows
    .filter(({ id }) => !known.has(id))
    .map(({ id, key }) => `nobody knows of request ${id}, "${key}"`);
}

/** By what the clients were told alone. */
function seatsSoldTwice({ clients }: Crowd): string[] {
  const owners = new Map<string, string>();
  const found: string[] = [];
  for (const { record } of clients) {
    const paid = new Set(record.succeeded('pay').flatMap(({ reservationIds }) => reservationIds));
    for (const [requestId, { succeeded, told, kind }] of record.outcomes) {
      if (kind !== 'reserve' || !succeeded || !paid.has(told.reservationId)) continue;
      for (const seat of told.seatNumbers) {
        const place = `${record.pathOf(requestId)} ${told.date} seat ${seat}`;
        const owner = owners.get(place);
        if (owner !== undefined) found.push(`${place} was sold to ${owner} and to ${record.client}`);
        owners.set(place, record.client);
      }
    }
  }
  return found;
}

/** What the operator sees of each concert, against what the clients were told. */
async function wrongSales(stage: Stage, { clients, concerts }: Crowd): Promise<string[]> {
  const payments = clients.flatMap(({ record }) => record.succeeded('pay'));
  const revenue = payments.reduce((sum, { amount }) => sum + amount, 0);
  const all = await Promise.all(
    concerts.map((concertId) => stage.operator('GET', `/v1/admin/concerts/${concertId}/stats`)),
  );
  const earned = all.reduce((sum, { body }) => sum + body.revenue, 0);
  return earned === revenue ? [] : [`fans paid ${revenue} won, and the concerts earned ${earned}`];
}
