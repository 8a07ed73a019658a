import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

/*
 * Loaded into a role's process before anything else (`doomed-role.ts`): it sends the process a signal at one exact
 * line of its work, told by what it says to PostgreSQL.
 */

/** The line at which the process is struck. */
export interface Line {
  /** Before PostgreSQL is asked, or when its answer has come and nobody has acted on it yet. */
  when: 'asked' | 'answered';
  /** A pattern of the statement. */
  statement: string;
  /** A pattern of another statement of the same transaction; without it any transaction will do. */
  inTransaction?: string;
  signal: 'SIGKILL' | 'SIGSTOP';
}

interface Client {
  query(this: Client, ...asked: unknown[]): unknown;
}

const { when, statement, inTransaction = '', signal }: Line = JSON.parse(process.env.AT_THAT_LINE ?? '');
const [theLine, theTransaction] = [new RegExp(statement, 'i'), new RegExp(inTransaction, 'i')];

let struck = false;
function strike(): void {
  if (struck) return;
  struck = true;
  // By hand and at once: a stopped process flushes nothing.
  writeSync(1, `${JSON.stringify({ msg: 'at that line' })}\n`);
  process.kill(process.pid, signal);
}

// The driver that the engine's own database library uses, which may not be the one that our tests use.
const ofTheEngine = createRequire(createRequire(import.meta.url).resolve('@mikro-orm/postgresql'));
const { Client }: { Client: { prototype: Client } } = ofTheEngine('pg');
const { query } = Client.prototype;
const saidSinceBegin = new WeakMap<Client, string>();

Client.prototype.query = function (...asked) {
  const [first] = asked;
  const text = typeof first === 'string' ? first : String((first as { text?: unknown }).text);
  const said = /^begin/i.test(text) ? text : `${saidSinceBegin.get(this) ?? ''}\n${text}`;
  saidSinceBegin.set(this, said);
  const isTheLine = theLine.test(text) && theTransaction.test(said);
  if (isTheLine && when === 'asked') strike();
  const answer = query.apply(this, asked);
  // Registered first, so nobody hears the answer before.
  if (isTheLine && when === 'answered' && answer instanceof Promise) answer.then(strike, () => {});
  return answer;
};
