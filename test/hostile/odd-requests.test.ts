import { expect, test } from '@jest/globals';
import { call } from '../infrastructure/call.ts';
import { inside } from '../infrastructure/inside.ts';
import { DATE } from '../infrastructure/on-sale.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { exchange } from './exchange.ts';

const onSale = useOnSale({ schedulers: 0, laws: 'at the end' });

/** Sends a head as it stands, and reads the answer. */
function ask(lines: string[], body = '') {
  const head = Buffer.from(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  const port = onSale.apis[0]?.port ?? 0;
  return exchange(port, { head, body: Buffer.from(body) }, { method: 'GET', hangsUp: false });
}

test.each(['', 'a b', '[::1', 'evil.example:99999', '://'])(
  'a page is answered whatever host the client names: "%s"',
  async (host) => {
    const { status, body } = await ask(['GET /v1/concerts?after=nothing HTTP/1.1', `Host: ${host}`]);
    expect({ status, code: JSON.parse(body.toString()).code }).toEqual({
      status: 400,
      code: 'INVALID_REQUEST',
    });
    expect((await ask(['GET /v1/concerts HTTP/1.1', `Host: ${host}`])).status).toBe(200);
  },
);

test('a client that offers another protocol is answered in this one', async () => {
  const offers = ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA'];
  const head = ['GET /healthz HTTP/1.1', 'Host: x', ...offers].join('\r\n');
  const bytes = {
    head: Buffer.from(`${head}\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n`),
    body: Buffer.alloc(0),
  };
  const port = onSale.apis[0]?.port ?? 0;
  expect(await exchange(port, bytes, { method: 'GET', hangsUp: false })).toMatchObject({ status: 200 });
});

test('what is sent to the operators without their key is refused before it is read', async () => {
  const concertId = await onSale.concert();
  const fan = await inside(onSale, concertId);
  const unread = '{"name": this is no JSON';
  const json = { 'content-type': 'application/json' };
  const post = (headers: Record<string, string>) =>
    call(onSale.url, 'POST', '/v1/admin/users', { raw: unread, headers: { ...json, ...headers } });
  expectRefused(await post({}), 'UNAUTHENTICATED');
  expectRefused(await post({ authorization: 'Bearer nonsense' }), 'INVALID_TOKEN');
  expectRefused(await post({ authorization: `Bearer ${fan.token}` }), 'FORBIDDEN');
  expectRefused(await post({ 'x-user-id': fan.userId }), 'FORBIDDEN');
  expectRefused(await post({ authorization: `Bearer ${onSale.environment.adminKey}` }), 'INVALID_REQUEST');
  expect((await fan.reserve(concertId, DATE, 1)).status).toBe(201);
});

test('a body that never comes is not waited for where nobody may send one', async () => {
  const { status } = await ask([
    'POST /v1/admin/concerts HTTP/1.1',
    'Host: x',
    'Content-Type: application/json',
    'Content-Length: 8000000',
  ]);
  expect(status).toBe(401);
});
