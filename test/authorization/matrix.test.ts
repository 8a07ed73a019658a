import { request } from 'node:http';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../src/api/api-process.ts';
import { type Call, callsOf, type HttpDocument } from '../api/description/document.ts';
import { type Answer, call } from '../infrastructure/call.ts';
import { connect } from '../infrastructure/fan.ts';
import { type ContractCode, expectRefused, problem } from '../infrastructure/refusals-of-the-contract.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { addressOf, make, nobodysThings } from './calls.ts';
import { type Credential, credentialsOf, IDENTITY_SECRET, type IdentityMode } from './credentials.ts';
import { CALLERS, type CallerName, HANDSHAKE, MATRIX } from './matrix.ts';
import { type Stage, setStage, stateOf } from './stage.ts';

const MODES = ['trust', 'jwt'] as const;
const ROWS = [...MATRIX.keys()].filter((name) => name !== HANDSHAKE);

const onSale = useOnSale({ laws: 'at the end' });
/** Where each API listens, by how it learns who a user is. */
let urls: Record<IdentityMode, string>;
let calls: Map<string, Call>;
/** Calls that write have a stage of their own, so that what one changes is nothing to another. */
const stages = new Map<string, Stage>();
const READING = 'reading';
const stageName = (mode: IdentityMode, name: string): string =>
  name === HANDSHAKE || described(name).method === 'get' ? READING : `${mode} ${name}`;

beforeAll(async () => {
  const strict = await startApi({
    ...onSale.environment,
    identity: { mode: 'jwt', keys: { secret: IDENTITY_SECRET } },
  });
  onSale.apis.push(strict);
  urls = { trust: onSale.url, jwt: `http://127.0.0.1:${strict.port}` };
  const served = await call(onSale.url, 'GET', '/openapi.json');
  calls = new Map(callsOf(served.body as HttpDocument).map((one) => [one.operationId, one]));
  const names = MODES.flatMap((mode) => [...calls.keys()].map((name) => stageName(mode, name)));
  const toSet = [...new Set(names)];
  const setOneAfterAnother = async () => {
    for (let name = toSet.pop(); name !== undefined; name = toSet.pop()) {
      stages.set(name, await setStage(onSale));
    }
  };
  // All at once they are more than a busy machine answers in time.
  await Promise.all(Array.from({ length: 6 }, setOneAfterAnother));
}, 120_000);

function described(name: string): Call {
  const found = calls.get(name);
  if (found === undefined) throw new Error(`${name} is not described`);
  return found;
}

function stageOf(mode: IdentityMode, name: string): Stage {
  const stage = stages.get(stageName(mode, name));
  if (stage === undefined) throw new Error(`there is no stage for ${name}`);
  return stage;
}

test('every call that the service describes has a row, and every row a call', () => {
  expect(ROWS.toSorted()).toEqual([...calls.keys()].toSorted());
});

describe('what a row says is what the description says', () => {
  test.each(ROWS)('of %s', (name) => {
    const { security, 'x-codes': declared } = described(name);
    const row = MATRIX.get(name);
    if (row === undefined) throw new Error('there is no row');

    const aboutCallers = ['UNAUTHENTICATED', 'INVALID_TOKEN', 'FORBIDDEN', 'NOT_ADMITTED'];
    const stated = new Set<string>(Object.values(row));
    expect(declared).toEqual(expect.arrayContaining([...stated].filter((code) => code !== 'ok')));
    // Signing in says so of the key in its body, whoever calls.
    if (name === 'createAdminSession') stated.add('INVALID_TOKEN');
    const idle = aboutCallers.filter((code) => declared.includes(code) && !stated.has(code));
    expect(idle).toEqual([]);

    const schemes = security.flatMap((requirement) => Object.keys(requirement));
    const opens = (scheme: string) => security.length === 0 || schemes.includes(scheme);
    const letIn = (caller: CallerName) => !aboutCallers.includes(row[caller]);
    expect({ user: letIn('user'), inside: letIn('inside'), operator: letIn('operator') }).toEqual({
      user: opens('userIdentity') && opens('trustedUserId'),
      inside: opens('queueToken'),
      operator: opens('operator'),
    });
    expect(letIn('nobody')).toBe(security.length === 0);
  });
});

/** Who is refused comes first, so that nothing was changed by somebody who may. */
const refusedFirst = (name: string): CallerName[] =>
  CALLERS.toSorted((a, b) => Number(expected(name, a) === 'ok') - Number(expected(name, b) === 'ok'));

function expected(name: string, caller: CallerName): ContractCode | 'ok' {
  const cell = MATRIX.get(name)?.[caller];
  if (cell === undefined) throw new Error(`${name} has no cell for ${caller}`);
  return cell;
}

/** Whose things they are. */
const OWNERS: readonly CallerName[] = ['ended', 'elsewhere', 'user', 'inside'];

/** Calls by which operators hear of other people's things. */
const TELL_OPERATORS = new Set(['getAdminLookup', 'createAdminReservationRelease']);

/** What nobody but the owner may read anywhere. */
function expectNothingTold(answer: Answer, { owner, reservationId, requestId }: Stage): void {
  const text = JSON.stringify(answer.body);
  for (const secret of [owner.userId, owner.token, reservationId, requestId]) {
    expect(text).not.toContain(secret);
  }
}

describe.each(MODES)('with IDENTITY=%s', (mode) => {
  describe.each(ROWS)('%s', (name) => {
    test('answers everybody as its row says, and changes nothing for whom it refuses', async () => {
      const stage = stageOf(mode, name);
      const credentials = await credentialsOf(stage, mode);
      const before = await stateOf(onSale, stage);
      let mayChange = false;
      for (const caller of refusedFirst(name)) {
        const code = expected(name, caller);
        if (code === 'ok' && !mayChange) {
          expect(await stateOf(onSale, stage)).toEqual(before);
          mayChange = true;
        }
        for (const [at, credential] of credentials[caller].entries()) {
          const answer = await make(urls[mode], described(name), stage, credential.headers);
          expect([caller, at, answer.body?.code ?? 'ok']).toEqual([caller, at, code]);
          expectDeclared(described(name), answer, code);
          if (!OWNERS.includes(caller) && !(caller === 'operator' && TELL_OPERATORS.has(name)))
            expectNothingTold(answer, stage);
          if (code.endsWith('_NOT_FOUND')) await expectAsIfItWereNot(mode, name, stage, credential, answer);
        }
      }
    });

    test('has no other spelling that lets somebody in without a credential', async () => {
      const { security, method } = described(name);
      if (security.length === 0) return;
      for (const path of spellingsOf(addressOf(described(name), stageOf(mode, name)))) {
        const status = await statusOf(urls[mode], method.toUpperCase(), path);
        expect([path, [400, 401, 404].includes(status)]).toEqual([path, true]);
        if (method === 'get')
          expect([path, await statusOf(urls[mode], 'HEAD', path)]).toEqual([path, status]);
      }
    });
  });

  test('dates and seats of a concert that protects only its booking are open to all', async () => {
    const concertId = await onSale.concert({ waitingRoom: { protects: 'booking' } });
    const stage = stageOf(mode, HANDSHAKE);
    for (const { headers } of Object.values(await credentialsOf(stage, mode)).flat()) {
      for (const name of ['getConcertDates', 'getConcertDateSeats']) {
        const answer = await make(urls[mode], described(name), { ...stage, concertId }, headers);
        expect(answer.status).toBe(200);
      }
    }
  });

  test('a socket is let in or turned away as its row says', async () => {
    const stage = stageOf(mode, HANDSHAKE);
    const credentials = await credentialsOf(stage, mode);
    for (const caller of CALLERS) {
      for (const [at, { auth }] of credentials[caller].entries()) {
        // What stands in headers only is nothing to a socket.
        const code = Object.keys(auth).length === 0 ? 'UNAUTHENTICATED' : expected(HANDSHAKE, caller);
        const answered = await connect(urls[mode], auth).then(
          (ear) => ear.close(),
          (refused: unknown) => refused,
        );
        const told = code === 'ok' ? undefined : expect.objectContaining(problem(code));
        expect([caller, at, answered]).toEqual([caller, at, told]);
      }
    }
  });
});

/** Other ways to write an address, which a server may understand or not. */
const spellingsOf = (path: string): string[] => [
  path,
  path.toUpperCase(),
  `${path}/`,
  `/${path}`,
  `${path}?x=/docs`,
  `${path};x`,
  `/.${path}`,
  `/docs/..${path}`,
  `/docs/%2e%2e${path}`,
  path.replaceAll('s', '%73'),
];

/** What is answered to a path that is sent as it is written, without a body. */
function statusOf(url: string, method: string, path: string): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, agent: false }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.once('error', reject);
    asked.end();
  });
}

/** A success or a refusal as the description has it. */
function expectDeclared(
  { responses, 'x-codes': codes }: Call,
  answer: Answer,
  code: ContractCode | 'ok',
): void {
  const declared = responses[answer.status];
  expect(declared).toBeDefined();
  if (code === 'ok') {
    expect(answer.status).toBeLessThan(300);
    return;
  }
  expectRefused(answer, code);
  expect(codes).toContain(code);
  const schema = declared?.content?.['application/problem+json']?.schema;
  expect(schema?.allOf?.[1]?.properties?.code?.enum).toContain(code);
}

/** Somebody else's thing and one that never was are answered word for word alike. */
async function expectAsIfItWereNot(
  mode: IdentityMode,
  name: string,
  stage: Stage,
  { headers }: Credential,
  answer: Answer,
): Promise<void> {
  const never = await make(urls[mode], described(name), nobodysThings(stage), headers);
  const telling = ({ status, body: { requestId, ...body } }: Answer) => ({ status, body });
  expect(telling(never)).toEqual(telling(answer));
}
