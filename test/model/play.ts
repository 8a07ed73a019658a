import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { pathOf } from '../../client/calls.ts';
import type { Answer } from '../infrastructure/call.ts';
import { type ContractCode, REFUSALS } from '../infrastructure/contract-table.ts';
import type { SentRequest } from './running-sale.ts';
import type { Asked, ConcertModel, Success } from './sale-model.ts';
import { knowTheirPlaces, seesAll } from './sight.ts';
import type { Stage } from './stage.ts';
import type { Step } from './step.ts';

type StepOf<Name> = Extract<Step, { step: Name }>;

/** One step happens in the system and in the model, and what is answered and seen is compared. */
export async function play(stage: Stage, step: Step): Promise<void> {
  // Who has not heard that they were let in does not try to book, and nobody sleeps through their turn.
  const needsPlace = step.step === 'time' || (step.step === 'ask' && step.writes.some(isBooking));
  if (!stage.settled && needsPlace) await knowTheirPlaces(stage);
  switch (step.step) {
    case 'ask':
      await ask(stage, step);
      break;
    case 'charge':
      await charge(stage, step);
      break;
    case 'repeat':
      await repeat(stage, step);
      break;
    case 'time':
      await stage.pass(step.minutes);
      break;
  }
  stage.settled = step.step !== 'time' || step.look;
  if (stage.settled) await seesAll(stage);
}

/** One of the writes that are sent together, and what came of it. */
interface Sent {
  asked: Asked;
  request: SentRequest;
  /** Why it would have been refused before any of the others was decided. */
  refusalBefore: ContractCode | null;
  answer: Answer;
}

async function ask(stage: Stage, { concert, writes, mishap }: StepOf<'ask'>): Promise<void> {
  const model = stage.concert(concert);
  if (writes.some(({ do: what }) => what === 'reserve')) await stage.keepRecent();
  const sending = writes.map(async ({ twice, ...write }): Promise<Sent> => {
    const asked = stage.asked(concert, write);
    const request = stage.requestFor(concert, asked);
    const refusalBefore = model.refusalOf(asked);
    const answer = await (twice ? sendTwice(stage, request) : stage.sale.send(request));
    return { asked, request, refusalBefore, answer };
  });
  const [sent] = await Promise.all([
    Promise.all(sending),
    mishap === undefined ? null : stage.sale.suffer(mishap),
  ]);

  const accepted = new Map(sent.flatMap((one) => pairs(requestIdOf(one.answer), one)));
  for (const id of await stage.inOrder([...accepted.keys()])) {
    const { asked, request, answer } = accepted.get(id) as Sent;
    const refusal = model.refusalOf(asked);
    if (refusal === null) expectSuccess(asked, answer, model.succeed(asked, answer.body));
    else expectRefusal(asked, answer, refusal);
    stage.done.push({ fan: asked.fan, concert: asked.do === 'join' ? null : concert, request, answer });
    stage.sale.count(`${asked.do}: ${answer.body.code ?? 'done'}`);
  }
  for (const { asked, answer, refusalBefore } of sent.filter(({ answer }) => !requestIdOf(answer))) {
    refusedAtTheDoor(model, asked, answer, refusalBefore);
    stage.sale.count(`${asked.do}: ${answer.body.code} at the door`);
  }
}

async function charge(stage: Stage, { fan, amount, keyed }: StepOf<'charge'>): Promise<void> {
  const idempotencyKey = keyed ? randomUUID() : undefined;
  const asking = { body: { amount }, credential: stage.asUser(fan), idempotencyKey };
  const request = { method: 'POST', path: pathOf('/v1/wallet/charges'), asking };
  const answer = await stage.sale.send(request);
  const balance = stage.model.move(fan, amount);
  expectSuccess({ do: 'charge', fan, amount }, answer, { status: 201, body: { amount, balance } });
  if (keyed) stage.done.push({ fan, concert: null, request, answer });
  stage.sale.count('charge: done');
}

async function repeat(stage: Stage, { of, request: which, token }: StepOf<'repeat'>): Promise<void> {
  const earlier = stage.done.at(-1 - (of % Math.max(stage.done.length, 1)));
  if (earlier === undefined) return;
  const { fan, concert, answer } = earlier;
  const request = which === 'same' ? earlier.request : otherThan(earlier.request);
  const credential =
    token === 'of now' && concert !== null
      ? stage.credential(fan, stage.concert(concert).tokenOf(fan))
      : request.asking.credential;
  const again = await stage.sale.send({ ...request, asking: { ...request.asking, credential } });
  if (which === 'same') assert.deepEqual(seen(again), seen(answer), 'a repeat is answered like the first');
  else expectRefusal(request, again, 'IDEMPOTENCY_KEY_REUSED');
  stage.sale.count(`repeat: ${which}`);
}

/** Two at the same instant are one: whatever was accepted is answered the same. */
async function sendTwice(stage: Stage, request: SentRequest): Promise<Answer> {
  const [first, second] = await Promise.all([stage.sale.send(request), stage.sale.send(request)]);
  if (requestIdOf(first) === null) return second;
  if (requestIdOf(second) !== null)
    assert.deepEqual(seen(second), seen(first), 'the same key, twice at once');
  return first;
}

/** Another body where there is a date in it, otherwise another call altogether. */
function otherThan(request: SentRequest): SentRequest {
  const body = (request.asking.body ?? {}) as { date?: string; amount?: number };
  const asking = (other: object) => ({ ...request.asking, body: other });
  if (body.date !== undefined) return { ...request, asking: asking({ ...body, date: '2099-12-31' }) };
  const amount = (body.amount ?? 0) + 1;
  return { method: 'POST', path: pathOf('/v1/wallet/charges'), asking: asking({ amount }) };
}

/** Who is not inside, or not any more, is refused before anything is accepted: as things stood at any time meanwhile. */
function refusedAtTheDoor(
  model: ConcertModel,
  asked: Asked,
  answer: Answer,
  before: ContractCode | null,
): void {
  const after = model.refusalOf(asked);
  const doors: (ContractCode | null)[] = ['FORBIDDEN', 'INVALID_TOKEN', 'NOT_ADMITTED'];
  const now = doors.includes(after) && answer.body.code === after ? after : before;
  assert(now !== null && doors.includes(now), `refused without a reason: ${told(asked, answer)}`);
  expectRefusal(asked, answer, now);
}

function expectRefusal(asked: unknown, answer: Answer, code: ContractCode): void {
  const [status, detail] = REFUSALS[code];
  expectSuccess(asked, answer, { status, body: { code, detail } });
}

function expectSuccess(asked: unknown, answer: Answer, { status, body }: Success): void {
  const fields = Object.keys(body).map((field) => [field, answer.body[field]]);
  const actual = { status: answer.status, body: Object.fromEntries(fields) };
  assert.deepEqual(actual, { status, body }, told(asked, answer));
}

const told = (asked: unknown, { status, body }: Answer): string =>
  `the model foretold something else for ${inWords(asked)} than ${status} ${inWords(body)}`;

/** Queue tokens are long, and say nothing to a reader. */
const inWords = (told: unknown): string =>
  JSON.stringify(told, (name, value) =>
    name === 'bearer' || (typeof value === 'string' && value.length > 100) ? undefined : value,
  );

/** What a client sees of an answer that is the same as another one. */
const seen = ({ status, body, headers }: Answer) => ({ status, body, location: headers.get('location') });

const requestIdOf = ({ headers }: Answer): string | null =>
  headers.get('location')?.replace('/v1/requests/', '') ?? null;

const pairs = <Value>(key: string | null, value: Value): [string, Value][] =>
  key === null ? [] : [[key, value]];

const isBooking = (write: { do: string }): boolean => write.do !== 'join' && write.do !== 'leave';
