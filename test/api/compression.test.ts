import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { inside } from '../infrastructure/inside.ts';
import { ADMIN_KEY, DATE } from '../infrastructure/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale();

interface Raw {
  status: number;
  headers: Record<string, string | undefined>;
  bytes: Buffer;
}

/** The answer as it comes over the wire: nothing is unpacked. */
const get = (path: string, headers: Record<string, string>) =>
  new Promise<Raw>((resolve, reject) => {
    const asked = request(`${onSale.url}${path}`, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Raw['headers'],
          bytes: Buffer.concat(parts),
        }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });

const GZIP = { 'accept-encoding': 'gzip, br' };

const hall = (section: string) => [{ section, rows: 60, seatsPerRow: 40, price: 90_000 }];

test('a map of many seats is sent small, and says the same as the large one after every change', async () => {
  const concertId = await onSale.concert({ dates: [{ date: DATE, seatMap: hall('1층 가구역') }] });
  const fan = await inside(onSale, concertId);
  const path = `/v1/concerts/${concertId}/dates/${DATE}/seats`;
  const authorization = `Bearer ${fan.token}`;
  for (const seatNumber of [1, 501, 2_400]) {
    await fan.call(
      'POST',
      `/v1/concerts/${concertId}/reservations`,
      { date: DATE, seatNumber },
      { prefer: 'wait=5' },
    );
    const small = await get(path, { authorization, ...GZIP });
    const large = await get(path, { authorization });
    expect(small.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': `${small.bytes.length}`,
    });
    expect(small.headers.vary).toMatch(/Accept-Encoding/i);
    expect(large.headers['content-encoding']).toBeUndefined();
    expect(small.bytes.length).toBeLessThan(large.bytes.length / 10);
    expect(gunzipSync(small.bytes).equals(large.bytes)).toBe(true);
    const seats = JSON.parse(String(large.bytes)).seats;
    expect(seats[seatNumber - 1]).toMatchObject({ number: seatNumber, status: 'HELD' });
  }
});

test('a tag of the small form is known for the large one too', async () => {
  const concertId = await onSale.concert({ dates: [{ date: DATE, seatMap: hall('A') }] });
  const fan = await inside(onSale, concertId);
  const path = `/v1/concerts/${concertId}/dates/${DATE}/seats`;
  const authorization = `Bearer ${fan.token}`;
  const { headers } = await get(path, { authorization, ...GZIP });
  expect(headers.etag).toMatch(/^W\/"[\w-]+"$/);
  for (const accepts of [GZIP, {}]) {
    const again = await get(path, { authorization, 'if-none-match': `${headers.etag}`, ...accepts });
    expect({ status: again.status, bytes: again.bytes.length }).toEqual({ status: 304, bytes: 0 });
  }
});

test('what operators read is compressed as well, and what is small is not', async () => {
  const title = '긴 제목 '.repeat(30).trim();
  for (let made = 0; made < 5; made += 1) await onSale.concert({ title });
  const authorization = `Bearer ${ADMIN_KEY}`;
  const list = await get('/v1/admin/concerts', { authorization, ...GZIP });
  expect(list.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(String(gunzipSync(list.bytes))).concerts.length).toBeGreaterThanOrEqual(5);
  const small = await get('/v1/site', GZIP);
  expect(small.status).toBe(200);
  expect(small.headers['content-encoding']).toBeUndefined();
  const refused = await get('/v1/admin/concerts', { ...GZIP, 'accept-encoding': 'gzip;q=0', authorization });
  expect(refused.headers['content-encoding']).toBeUndefined();
});
