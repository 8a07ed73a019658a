import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startApi } from '../../src/api/api-process.ts';
import type { Running } from '../../src/run-role.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import { expectRefused } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { AUDIENCE, IdentityProvider, ISSUER, type KeyPair, newKeys, signedBy } from './identity-provider.ts';

/** A set just fetched is not fetched again for a key that it lacks, so that nobody can make us ask all the time. */
const AGAIN_MS = 5_000;
/** And no set is believed for longer. */
const BELIEVED_MS = 600_000;

const onSale = useOnSale({ laws: 'at the end' });
let userId: string;
let first: KeyPair;
let second: KeyPair;
beforeAll(async () => {
  ({ userId } = await onSale.fan());
  [first, second] = await Promise.all([newKeys('RS256', 'first'), newKeys('ES256', 'second')]);
});

const rightNow = Date.now;
let provider: IdentityProvider;
let api: Running & { port: number };
beforeEach(async () => {
  provider = await IdentityProvider.start(first.jwk);
  api = await startApi({
    ...onSale.environment,
    identity: { mode: 'jwt', keys: { url: provider.url }, issuer: ISSUER, audience: AUDIENCE },
  });
});
afterEach(async () => {
  Date.now = rightNow;
  await api.close();
  await provider.close();
});

/** Turns the clock by which the age of the fetched keys is told. */
function later(ms: number): void {
  const before = Date.now;
  Date.now = () => before() + ms;
}

const walletBy = async (keys: KeyPair, header: object = {}): Promise<Answer> => {
  const token = await signedBy(keys, userId, header);
  return call(`http://127.0.0.1:${api.port}`, 'GET', '/v1/wallet', {
    headers: { authorization: `Bearer ${token}` },
  });
};

test('a key that is added is found when the first token comes that needs it', async () => {
  expect((await walletBy(first)).status).toBe(200);
  provider.keys = [first.jwk, second.jwk];
  expectRefused(await walletBy(second), 'SERVER_BUSY');
  later(AGAIN_MS + 1_000);
  expect((await walletBy(second)).status).toBe(200);
  expect((await walletBy(first)).status).toBe(200);
  expect(provider.asked).toBe(2);
});

test('a key that was taken back opens nothing as soon as the keys are fetched again', async () => {
  expect((await walletBy(first)).status).toBe(200);
  provider.keys = [second.jwk];
  later(AGAIN_MS + 1_000);
  expect((await walletBy(second)).status).toBe(200);
  expectRefused(await walletBy(first), 'SERVER_BUSY');
  later(AGAIN_MS + 1_000);
  expectRefused(await walletBy(first), 'INVALID_TOKEN');
});

test('a key that was taken back opens nothing ten minutes later, though nobody brought another', async () => {
  expect((await walletBy(first)).status).toBe(200);
  provider.keys = [second.jwk];
  later(BELIEVED_MS + 1_000);
  expectRefused(await walletBy(first), 'INVALID_TOKEN');
});

test('a key under the name of another is refused, before and after the rotation', async () => {
  const attacker = await newKeys('RS256', 'first');
  expectRefused(await walletBy(attacker), 'INVALID_TOKEN');
  provider.keys = [second.jwk];
  later(AGAIN_MS + 1_000);
  expectRefused(await walletBy(attacker), 'INVALID_TOKEN');
  expectRefused(await walletBy(attacker, { kid: 'second' }), 'INVALID_TOKEN');
});

test('whoever invents keys does not make us ask the provider for each', async () => {
  const attacker = await newKeys('RS256', 'invented');
  expect((await walletBy(first)).status).toBe(200);
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, at) => walletBy(attacker, { kid: `invented-${at}` })),
  );
  // One of them may be the provider's newest: while nobody may look, nobody is called a liar.
  for (const answer of answers) expectRefused(answer, 'SERVER_BUSY');
  expect(provider.asked).toBe(1);
  later(AGAIN_MS + 1_000);
  expectRefused(await walletBy(attacker), 'INVALID_TOKEN');
  expect(provider.asked).toBe(2);
});

test('while the provider is away its known keys go on, and about others nothing is said', async () => {
  expect((await walletBy(first)).status).toBe(200);
  await provider.close();
  later(AGAIN_MS + 1_000);
  expect((await walletBy(first)).status).toBe(200);
  expectRefused(await walletBy(second), 'SERVER_BUSY');
});
