import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { failFastRedis } from '../../config/redis.ts';
import { announce } from '../../src/lane/announcement.ts';
import { laneName } from '../../src/sale/lanes.ts';
import { earInside, inside } from '../infrastructure/inside.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { Browser } from './browser.ts';

const onSale = useOnSale({ apis: 2, schedulers: 0, laws: 'at the end' });

const TEXT = { ko: '잠시만 기다려 주세요', en: 'One moment, please' };
const say = (concertId: string, text: object = TEXT, headers: Record<string, string> = {}) =>
  onSale.operator('POST', `/v1/admin/concerts/${concertId}/messages`, { text }, headers);

/** Somebody who waits, and somebody who is inside. */
async function crowd(concertId: string) {
  const holder = await inside(onSale, concertId);
  const waiting = await onSale.fan();
  await waiting.join(concertId);
  return { holder, waiting };
}
const full = () => onSale.concert({ waitingRoom: { capacity: 1 } });

test('all who wait hear it at once, each in their language, and nobody else does', async () => {
  const [concertId, elsewhere] = [await full(), await full()];
  const { holder, waiting } = await crowd(concertId);
  const stranger = (await crowd(elsewhere)).waiting;
  const korean = await waiting.listen();
  const english = await waiting.listen({ locale: 'en' });
  const others = [await earInside(holder), await stranger.listen()];
  await Promise.all([korean, english].map((ear) => ear.hears('queue')));

  const said = await say(concertId);

  expect(said).toMatchObject({ status: 201, body: { concertId, text: TEXT, at: expect.any(String) } });
  const { at } = said.body;
  expect(await korean.hears('notice')).toEqual({ concertId, text: TEXT.ko, at });
  expect(await english.hears('notice')).toEqual({ concertId, text: TEXT.en, at });
  await say(elsewhere, { ko: '다른 공연', en: 'Another concert' });
  await others[1]?.hears('notice', ({ text }) => text === '다른 공연');
  expect(others[0]?.of('notice')).toEqual([]);
  expect([korean, english, others[1]].map((ear) => ear?.of('notice').length)).toEqual([1, 1, 1]);
  for (const ear of [korean, english, ...others]) ear.close();
});

test('whoever begins to wait, or comes back, hears what was said within the hour, in order', async () => {
  const concertId = await full();
  const { waiting } = await crowd(concertId);
  for (const en of ['First', 'Second', 'Too long ago']) await say(concertId, { ko: '말씀', en });
  await onSale.sql(sql`
    update notice set at = at - interval '61 minutes' where concert_id = ${concertId} and en = 'Too long ago'`);
  await until(
    async () => (await onSale.operator('GET', `/v1/concerts/${concertId}/notices`)).body.notices.length === 2,
  );

  const back = await waiting.listen({ locale: 'en' });
  await back.hears('notice', ({ text }) => text === 'Second');
  await say(concertId, { ko: '말씀', en: 'Third' });
  await back.hears('notice', ({ text }) => text === 'Third');

  expect(back.of('notice').map(({ text }) => text)).toEqual(['First', 'Second', 'Third']);
  back.close();
});

test('who polls can read the same, in the language asked for', async () => {
  const concertId = await full();
  const { body } = await say(concertId);
  const fan = await onSale.fan();
  const read = (language: string) =>
    fan.asUser('GET', `/v1/concerts/${concertId}/notices`, undefined, { 'accept-language': language });

  const { at } = body;
  expect((await read('ko')).body).toEqual({ notices: [{ concertId, text: TEXT.ko, at }], next: null });
  expect((await read('en')).body).toEqual({ notices: [{ concertId, text: TEXT.en, at }], next: null });
  expect((await fan.asUser('GET', `/v1/concerts/${randomUUID()}/notices`)).status).toBe(404);
});

test('what was said is written down with who said it, in one commit, once for each key', async () => {
  const concertId = await full();
  const browser = await Browser.signedIn(onSale, 'Ji-woo');
  const path = `/v1/admin/concerts/${concertId}/messages`;
  const key = { 'idempotency-key': randomUUID() };

  const first = await browser.call('POST', path, { text: TEXT }, key);
  const second = await browser.call('POST', path, { text: TEXT }, key);

  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).toEqual(first.body);
  const { body } = await onSale.operator('GET', `/v1/admin/actions?concertId=${concertId}`);
  expect(body.actions[0]).toMatchObject({ who: 'Ji-woo', what: 'send-message', after: { text: TEXT } });
  expect(body.actions).toHaveLength(2);
  expect(await onSale.sql(sql`select 1 from notice where concert_id = ${concertId}`)).toHaveLength(1);
});

test('what is said just while somebody comes is heard once', async () => {
  const concertId = await full();
  const { waiting } = await crowd(concertId);
  const redis = failFastRedis(onSale.redis.url);
  await until(() => redis.status === 'ready');
  const session = await Session.holding(onSale, sql`lock table notice in access exclusive mode`);
  const at = new Date().toISOString();
  try {
    const ear = await waiting.listen({ locale: 'en' });
    await ear.hears('queue');
    await untilBlocked(onSale, 'api');
    const event = { type: 'notice', concertId, text: TEXT, at };
    await announce(redis, { lane: laneName('admission', concertId), settled: [], events: [event] });
    await ear.hears('notice');
    await session.run(sql`
      insert into notice (id, concert_id, ko, en, at)
      values (${randomUUID()}, ${concertId}, ${TEXT.ko}, ${TEXT.en}, ${at}),
        (${randomUUID()}, ${concertId}, ${TEXT.ko}, 'And another', clock_timestamp() + interval '1 second')`);
    await session.commit();

    await ear.hears('notice', ({ text }) => text === 'And another');
    expect(ear.of('notice').map(({ text }) => text)).toEqual([TEXT.en, 'And another']);
    ear.close();
  } finally {
    redis.disconnect();
  }
});

test('an announcement that is lost is made up for when its fan comes back', async () => {
  const concertId = await full();
  const { waiting } = await crowd(concertId);
  // Written by an API that died before it could tell anybody.
  await onSale.sql(sql`
    insert into notice (id, concert_id, ko, en) values (${randomUUID()}, ${concertId}, '말씀', 'Untold')`);

  const ear = await waiting.listen({ locale: 'en' });
  expect(await ear.hears('notice')).toMatchObject({ concertId, text: 'Untold' });
  ear.close();
});

test('what is no message is pointed at', async () => {
  const concertId = await full();
  const pointers = async (text: object) => {
    const refused = await say(concertId, text);
    expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    return refused.body.errors.map(({ pointer }: { pointer: string }) => pointer);
  };

  expect(await pointers({ ko: '말씀' })).toEqual(['/text/en']);
  expect(await pointers({ ko: ' ', en: 'x' })).toEqual(['/text/ko']);
  expect(await pointers({ ko: '말씀', en: 'x'.repeat(501) })).toEqual(['/text/en']);
  expect(await pointers({ ...TEXT, fr: 'Un instant' })).toEqual(['/text/fr']);
  expect((await say(randomUUID())).body.code).toBe('CONCERT_NOT_FOUND');
});
