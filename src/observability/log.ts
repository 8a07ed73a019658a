import { type Logger, type LoggerOptions, pino } from 'pino';
import { LOG_FLUSH_MS, LOG_PORTION_BYTES } from '../../config/limits.ts';

export type Log = Logger;

/** What must never stand in a log, wherever somebody puts it. */
const SECRETS = [
  'authorization',
  'cookie',
  'token',
  'password',
  'secret',
  'adminKey',
  'tokenSecret',
  'adminKeyPrevious',
  'tokenSecretPrevious',
  '*.authorization',
  '*.cookie',
  '*.token',
  '*.password',
  '*.secret',
  'headers.authorization',
  'req.headers.authorization',
  // An error of Redis repeats the command that failed, and the first one of each connection is the password.
  'err.command.args',
  'err.*.command.args',
  'err.aggregateErrors[*].command.args',
];

type Role = 'api' | 'worker' | 'scheduler' | 'start';

/** Standard output, in portions: a write for each request would cost more than the line. Ends with the process. */
let output: ReturnType<typeof pino.destination> | undefined;

function open(role: Role, level: string, options: LoggerOptions): Log {
  output ??= pino.destination({
    dest: 1,
    sync: false,
    minLength: LOG_PORTION_BYTES,
    periodicFlush: LOG_FLUSH_MS,
  });
  const common = { level, base: { role, pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime };
  return pino({ ...common, ...options }, output);
}

/** One JSON line per event on standard output. `role` says which kind of process speaks. */
export const openLog = (role: Role, level: string): Log =>
  open(role, level, { redact: { paths: SECRETS, censor: '[secret]' } });

/**
 * For the one line of each request, of which every field is named where it is written and none is a secret: to look
 * for secrets in it would cost as much as to write it.
 */
export const openRequestLog = (role: Role, level: string): Log => open(role, level, {});
