import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const balanceWon = 200_000;
const venueTimeZone = 'Asia/Seoul';
const names = ['김하늘', '이도윤', '박서연'];

const concertsShown = 5;

const demoUser = z.object({ id: z.uuid(), name: z.string() });
const demoConcert = z.object({ id: z.uuid(), title: z.string(), lastDate: z.string() });
const keptDemo = z.object({ users: z.array(demoUser), concerts: z.array(demoConcert) });

/** What a person needs to try the service: who to be, and what to book. */
export interface Demo {
  users: { id: string; name: string }[];
  concerts: { id: string; title: string }[];
}

type KeptDemo = z.output<typeof keptDemo>;

export interface DemoOptions {
  /** The address of the API. */
  api: string;
  adminKey: string;
  dataDir: string;
  /** Users pay into their own wallets, so only an API that believes a user id lets us do it for them. */
  canCharge: boolean;
}

/** Where what was made is kept, so that it is known at the next start, and its users to the pages. */
export const demoFile = (dataDir: string): string => join(dataDir, 'demo.json');

/**
 * The demo of this service, made by its own public API when there is no concert at all, and again when its
 * last date has passed or it was put away. Where there are only somebody's own concerts, those are named and none is added.
 */
export async function provideDemo(options: DemoOptions): Promise<Demo> {
  const file = demoFile(options.dataDir);
  if (!(await isAnyConcert(options))) return makeDemo(options, file);
  const kept = await readKept(file);
  if (kept === null) return { users: [], concerts: (await concertsOnSale(options)).slice(0, concertsShown) };
  return (await isOnSale(options, kept)) ? kept : makeDemo(options, file);
}

/** Drafts and what was put away are somebody's own as well. */
async function isAnyConcert(options: DemoOptions): Promise<boolean> {
  const list = z.object({ concerts: z.array(z.unknown()) });
  const { concerts } = await call(options, 'GET', '/v1/admin/concerts?show=all', list);
  return concerts.length > 0;
}

async function concertsOnSale(options: DemoOptions): Promise<Demo['concerts']> {
  const list = z.object({ concerts: z.array(z.object({ concertId: z.uuid(), title: z.string() })) });
  const { concerts } = await call(options, 'GET', '/v1/concerts', list);
  return concerts.map(({ concertId, title }) => ({ id: concertId, title }));
}

async function readKept(file: string): Promise<KeptDemo | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : keptDemo.parse(JSON.parse(text));
}

/** A demo grows old: when its last date has passed, or it was put away, there is nothing left to book. */
async function isOnSale(options: DemoOptions, { concerts }: KeptDemo): Promise<boolean> {
  for (const { id, lastDate } of concerts) {
    if (lastDate < dateAfter(1)) return false;
    const answer = await fetch(`${options.api}/v1/concerts/${id}`);
    if (!answer.ok || z.object({ archived: z.boolean() }).parse(await answer.json()).archived) return false;
  }
  return true;
}

async function makeDemo(options: DemoOptions, file: string): Promise<Demo> {
  const { userIds } = await call(
    options,
    'POST',
    '/v1/admin/users',
    z.object({ userIds: z.array(z.uuid()).length(names.length) }),
    { users: names.map((name) => ({ name })) },
  );
  const users = userIds.map((id, index) => ({ id, name: names[index] ?? '' }));
  if (options.canCharge) for (const { id } of users) await charge(options, id);
  const made: KeptDemo = { users, concerts: [] };
  for (const concert of demoConcerts()) {
    const { concertId } = await call(
      options,
      'POST',
      '/v1/admin/concerts',
      z.object({ concertId: z.uuid() }),
      concert,
    );
    const lastDate =
      concert.dates
        .map(({ date }) => date)
        .sort()
        .at(-1) ?? '';
    made.concerts.push({ id: concertId, title: concert.title, lastDate });
    await writeFile(file, `${JSON.stringify(made, null, 2)}\n`);
  }
  return made;
}

/** A small hall that sells out soon and a large one that shows sections, each with dates still to come. */
function demoConcerts() {
  return [
    {
      title: '골목길 어쿠스틱',
      venue: '홍대 소극장',
      dates: [30, 31, 60].map((days) => ({ date: dateAfter(days), seats: 50, price: 50_000 })),
      waitingRoom: { capacity: 100 },
    },
    {
      title: '한여름 밤의 오케스트라',
      venue: '올림픽홀',
      dates: [
        {
          date: dateAfter(45),
          seatMap: [
            { section: 'R', rows: 5, seatsPerRow: 20, price: 150_000 },
            { section: 'S', rows: 10, seatsPerRow: 30, price: 110_000 },
            { section: 'A', rows: 15, seatsPerRow: 40, price: 80_000 },
          ],
        },
        { date: dateAfter(46), seats: 50, price: 90_000 },
      ],
      waitingRoom: { capacity: 50, admitPerMinute: 600 },
    },
  ];
}

/** The calendar date at the venue, so many days from now. */
function dateAfter(days: number): string {
  const moment = new Date(Date.now() + days * 86_400_000);
  return new Intl.DateTimeFormat('en-CA', { timeZone: venueTimeZone }).format(moment);
}

async function charge({ api }: DemoOptions, userId: string): Promise<void> {
  const answer = await fetch(`${api}/v1/wallet/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user-id': userId },
    body: JSON.stringify({ amount: balanceWon }),
  });
  if (!answer.ok)
    throw new Error(`POST /v1/wallet/charges answered ${answer.status}: ${await answer.text()}`);
}

async function call<Answer>(
  { api, adminKey }: DemoOptions,
  method: 'GET' | 'POST',
  path: string,
  schema: z.ZodType<Answer>,
  body?: object,
): Promise<Answer> {
  const answer = await fetch(api + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${adminKey}` },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return schema.parse(await answer.json());
}
