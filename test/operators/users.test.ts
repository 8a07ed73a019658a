import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { Fan } from '../infrastructure/fan.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const onSale = useOnSale({ workers: 0, schedulers: 0, laws: 'at the end' });

const create = (body: unknown) => onSale.operator('POST', '/v1/admin/users', body);
const walletOf = (userId: string) => new Fan(() => onSale.url, userId).wallet();
const invalid = (...pointers: string[]) => ({
  status: 400,
  body: { code: 'INVALID_REQUEST', errors: pointers.map((pointer) => ({ pointer })) },
});

test('one user is created by name, with an empty wallet', async () => {
  const { status, body } = await create({ name: '김하늘' });

  expect(status).toBe(201);
  expect(body).toEqual({ userId: expect.stringMatching(UUID) });
  expect(await walletOf(body.userId)).toMatchObject({ status: 200, body: { balance: 0 } });
  expect(await onSale.sql(sql`select name from users where id = ${body.userId}`)).toEqual([
    { name: '김하늘' },
  ]);
});

test('many users are created at once, in the order given, each with a wallet', async () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `Fan ${index}`);

  const { status, body } = await create({ users: names.map((name) => ({ name })) });

  expect(status).toBe(201);
  expect(new Set(body.userIds).size).toBe(1_000);
  const rows = await onSale.sql(sql<{ name: string }>`
    select name from users join account on account.id = users.id and account.balance = 0
    where users.id = any(${body.userIds}::uuid[]) order by array_position(${body.userIds}::uuid[], users.id)`);
  expect(rows.map(({ name }) => name)).toEqual(names);
});

test('users keep the ids of the integrator, beside those who get one here', async () => {
  const [first, third] = [randomUUID(), randomUUID()];

  const { status, body } = await create({
    users: [{ id: first, name: 'A' }, { name: 'B' }, { id: third.toUpperCase(), name: 'C' }],
  });

  expect(status).toBe(201);
  expect(body.userIds).toEqual([first, expect.stringMatching(UUID), third]);
  expect((await walletOf(first)).status).toBe(200);
});

test('an id that is given twice, or taken, is pointed at, and nobody is created', async () => {
  const { body: taken } = await create({ name: 'Here already' });
  const fresh = randomUUID();

  expect(
    await create({
      users: [
        { id: fresh, name: 'A' },
        { id: fresh, name: 'B' },
      ],
    }),
  ).toMatchObject(invalid('/users/1/id'));
  expect(
    await create({
      users: [
        { id: fresh, name: 'A' },
        { id: taken.userId, name: 'B' },
      ],
    }),
  ).toMatchObject(invalid('/users/1/id'));
  expect((await walletOf(fresh)).body.code).toBe('USER_NOT_FOUND');
});

test('two who create the same id at the same instant: one does, the other is told', async () => {
  const id = randomUUID();

  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) => create({ users: [{ id, name: `Fan ${index}` }] })),
  );

  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ body }) => body.code === 'INVALID_REQUEST')).toHaveLength(7);
  expect((await walletOf(id)).body.balance).toBe(0);
});

test('what is no user is pointed at', async () => {
  expect(await create({})).toMatchObject(invalid('/name'));
  expect(await create({ name: '   ' })).toMatchObject(invalid('/name'));
  expect(await create({ name: 'x'.repeat(201) })).toMatchObject(invalid('/name'));
  expect(await create({ name: 5 })).toMatchObject(invalid('/name'));
  expect(await create({ name: 'A', users: [{ name: 'B' }] })).toMatchObject(invalid('/users'));
  expect(await create({ users: [] })).toMatchObject(invalid('/users'));
  expect(await create({ users: [{ id: 'me', name: 'A' }, {}] })).toMatchObject(
    invalid('/users/0/id', '/users/1/name'),
  );
  expect(await create({ name: 'A', role: 'admin' })).toMatchObject(invalid('/role'));
  expect(await create({ users: [{ name: 'A', balance: 5 }] })).toMatchObject(invalid('/users/0/balance'));
});

test('a repeated key creates its users once', async () => {
  const key = { 'idempotency-key': 'the users of tonight' };
  const body = { users: [{ name: 'A' }, { name: 'B' }] };

  const [first, again] = [
    await onSale.operator('POST', '/v1/admin/users', body, key),
    await onSale.operator('POST', '/v1/admin/users', body, key),
  ];

  expect(again).toMatchObject({ status: 201, body: first.body });
});
