import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';
import { ADMIN_KEY, OnSale } from '../infrastructure/on-sale.ts';
import { RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { until } from '../infrastructure/until.ts';

/** What a guess came to: its answer, or that it was one too many. */
export type Told = 'wrong' | 'right' | 'too often';

export interface Knocker {
  port: number;
  /** The address that the proxy in front says. */
  from: string;
}

/** A door at which keys are shown, and how one shows them there. */
type ShowKey = (knocker: Knocker, key: string) => Promise<Told>;

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

const HTTP_TOLD: Record<number, Told> = { 200: 'right', 204: 'right', 401: 'wrong', 429: 'too often' };

function ask(
  { port, from }: Knocker,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: object },
): Promise<Told> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const type =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': `${text.length}` };
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ agent, port, path, host: '127.0.0.1', method: body === undefined ? 'GET' : 'POST' },
      headers: { ...headers, ...type, 'x-forwarded-for': from },
    });
    asked.on('error', reject);
    asked.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => {
        const told = HTTP_TOLD[answer.statusCode ?? 0];
        if (told === undefined) reject(new Error(`${path} answered ${answer.statusCode}`));
        else resolve(told);
      });
    });
    asked.end(text);
  });
}

/** Says who one is in a namespace of Socket.IO, on a connection of its own. */
function connect({ port, from }: Knocker, namespace: string, auth: object): Promise<Told> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
    headers: { 'x-forwarded-for': from },
  });
  return new Promise<Told>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed without a word')));
    socket.on('message', (data) => {
      const said = String(data);
      if (said.startsWith('0')) socket.send(`40${namespace}${JSON.stringify(auth)}`);
      if (said.startsWith('40')) resolve('right');
      // A fans' door tells the operators' key as well: it is not allowed there, and not invalid.
      if (said.startsWith('44')) resolve(toldBy(said));
    });
  }).finally(() => socket.terminate());
}

function toldBy(said: string): Told {
  if (said.includes('"RATE_LIMITED"')) return 'too often';
  return said.includes('"FORBIDDEN"') ? 'right' : 'wrong';
}

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

/** Every door of an API process. */
export const DOORS: Record<string, ShowKey> = {
  'the operators’ calls': (who, key) => ask(who, '/v1/admin/session', bearer(key)),
  'the figures': (who, key) => ask(who, '/metrics', bearer(key)),
  'the dashboard': (who, key) =>
    ask(who, '/admin/queues', {
      headers: { authorization: `Basic ${Buffer.from(`operator:${key}`).toString('base64')}` },
    }),
  'the sign-in': (who, key) => ask(who, '/v1/admin/session', { body: { key, name: 'Guesser' } }),
  'the operators’ socket': (who, key) => connect(who, '/operator,', { key }),
  'the fans’ socket': (who, key) => connect(who, '', { token: key }),
};

export interface Figures {
  /** Guesses a second that were told that they are wrong, and those that were told that they are too many. */
  answered: number;
  refused: number;
  /** How long the right key took meanwhile: at the worst, in milliseconds, and how often it was shown. */
  worstMs: number;
  shown: number;
}

/** Guesses at a door for so long, so many at a time, while somebody comes with the right key from the same address. */
export async function guessAt(
  door: string,
  {
    port,
    from,
    key,
    ms,
    atOnce,
  }: { port: number; from: () => string; key: string; ms: number; atOnce: number },
): Promise<Figures> {
  const show = DOORS[door];
  if (show === undefined) throw new Error(`there is no door ${door}`);
  const begun = performance.now();
  const going = () => performance.now() - begun < ms;
  const counted: Record<Told, number> = { wrong: 0, right: 0, 'too often': 0 };
  let guesses = 0;
  const guesser = async () => {
    while (going()) {
      guesses += 1;
      counted[await show({ port, from: from() }, `a-wrong-key-number-${guesses}`)] += 1;
    }
  };
  let [worstMs, shown] = [0, 0];
  const owner = async () => {
    while (going() || shown === 0) {
      const knocked = performance.now();
      const told = await show({ port, from: from() }, key);
      if (told !== 'right') throw new Error(`the right key was told ${told}`);
      worstMs = Math.max(worstMs, performance.now() - knocked);
      shown += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await Promise.all([owner(), ...Array.from({ length: atOnce }, guesser)]);
  if (counted.right > 0) throw new Error('a wrong key was taken for the right one');
  const seconds = (performance.now() - begun) / 1_000;
  return { answered: counted.wrong / seconds, refused: counted['too often'] / seconds, worstMs, shown };
}

/** At each door from one address, and from as many as there are guesses; one line for each. */
export async function guessAtAllDoors(seconds: number, tell: (line: string) => void): Promise<void> {
  const onSale = await OnSale.start({ apis: 0, workers: 0, schedulers: 0 });
  const settings = { ...settingsFor(onSale), TRUST_PROXY_HOPS: '1', RATE_LIMIT_PER_ADDRESS: '0' };
  const api = await RoleProcess.start('api', settings);
  onSale.apis.push(api);
  try {
    await until(async () => (await fetch(`${api.url}/readyz`)).status === 200);
    let guess = 0;
    const addresses: Record<string, () => string> = {
      'one address': () => '198.51.100.1',
      'ever new addresses': () => {
        guess += 1;
        return `10.${(guess >> 16) % 256}.${(guess >> 8) % 256}.${guess % 256}`;
      },
    };
    for (const door of Object.keys(DOORS)) {
      for (const [which, from] of Object.entries(addresses)) {
        const run = { port: api.port, from, key: ADMIN_KEY, ms: seconds * 1_000, atOnce: 100 };
        const { answered, refused, worstMs, shown } = await guessAt(door, run);
        tell(
          `${door}, from ${which}: ${answered.toFixed(1)} guesses/s answered, ${refused.toFixed(0)}/s refused; ` +
            `the right key ${shown} times, ${worstMs.toFixed(0)} ms at worst`,
        );
      }
    }
  } finally {
    await onSale.close();
  }
}
