import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { call } from '../infrastructure/call.ts';
import { ADMIN_KEY } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ workers: 0, schedulers: 0, laws: 'at the end' });

const operator = { authorization: `Bearer ${ADMIN_KEY}` };
async function sent(bytes: Uint8Array | string, type = 'application/json') {
  const answer = await fetch(`${onSale.url}/v1/admin/users`, {
    method: 'POST',
    headers: { ...operator, 'content-type': type },
    body: bytes as string,
  });
  // biome-ignore lint/suspicious/noExplicitAny: what is answered is what is being tested.
  const body: any = await answer.json();
  return { status: answer.status, body, headers: answer.headers };
}
const named = (name: string) => JSON.stringify({ name });

describe('a body', () => {
  test.each(['EUC-KR', 'iso-8859-1', 'utf-16', 'x'])('declared %s is another media type', async (charset) => {
    expectRefused(await sent(named('Kim'), `application/json; charset=${charset}`), 'UNSUPPORTED_MEDIA_TYPE');
  });

  test.each(['utf-8', 'UTF-8', 'utf8', '"utf-8"'])('declared %s is ours', async (charset) => {
    expect((await sent(named('Kim'), `application/json; charset=${charset}`)).status).toBe(201);
  });

  test('of bytes that are no UTF-8 is refused, whatever they would mean elsewhere', async () => {
    // In EUC-KR a name; half of an emoji; a byte alone.
    for (const bytes of [[0xb1, 0xe8], [0xed, 0xa0, 0xbd], [0xff]]) {
      const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from(bytes), Buffer.from('"}')]);
      expectRefused(await sent(body), 'INVALID_REQUEST');
    }
  });

  test('may begin with a byte order mark, which is no part of it', async () => {
    const { body, status } = await sent(
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(named('Kim'))]),
    );
    expect(status).toBe(201);
    expect(await onSale.sql(sql`select name from users where id = ${body.userId}`)).toEqual([
      { name: 'Kim' },
    ]);
  });
});

describe('a name', () => {
  const FAMILY = '\u{1f468}\u200d\u{1f469}';
  test.each(['김지우', 'Ji-woo 🎫', FAMILY, FAMILY.repeat(150), 'é'.repeat(200), 'A\u200fB', '\ufffd'])(
    '%s is stored as it was sent',
    async (name) => {
      const { body, status } = await sent(JSON.stringify({ name }).replaceAll('\ufffd', '\\ufffd'));
      expect(status).toBe(201);
      expect(await onSale.sql(sql`select name from users where id = ${body.userId}`)).toEqual([{ name }]);
    },
  );

  test.each([
    ['half an emoji', 'A\ud83d'],
    ['nothing', ''],
    ['blanks', '  '],
    ['an ideographic space', '\u3000'],
    ['zero-width characters', '\u200b\u200d\ufeff'],
    ['fillers', '\u3164\u115f\u2800'],
    ['a blank in front', ' Kim'],
    ['a blank behind', 'Kim\u00a0'],
    ['two lines', 'Kim\nJi-woo'],
    ['a control', 'Kim\u0007Ji-woo'],
    ['a change of direction', 'Kim\u202e'],
    ['more characters than people count', 'é'.repeat(201)],
    ['more bytes than anybody needs', `e${'\u0301'.repeat(5_000)}`],
  ])('of %s is refused with a pointer', async (_what, name) => {
    const refused = await sent(named(name));
    expectRefused(refused, 'INVALID_REQUEST');
    expect(refused.body.errors).toMatchObject([{ pointer: '/name' }]);
  });

  test.each([
    'ADMIN_KEY',
    'admin_key',
    'Admin key',
    'ADMIN\u00a0KEY',
    'ＡＤＭＩＮ＿ＫＥＹ',
    'Admin-Key',
    'ADMIN\u200b_KEY',
  ])('that looks like the key’s own (%s) signs nobody in', async (name) => {
    const refused = await call(onSale.url, 'POST', '/v1/admin/session', { body: { key: ADMIN_KEY, name } });
    expectRefused(refused, 'INVALID_REQUEST');
    expect(refused.body.errors).toMatchObject([{ pointer: '/name' }]);
  });
});
