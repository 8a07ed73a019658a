import { type Logger, pino } from 'pino';

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

/** One JSON line per event on standard output. `role` says which kind of process speaks. */
export function openLog(role: 'api' | 'worker' | 'scheduler' | 'start', level: string): Log {
  return pino({
    level,
    base: { role, pid: process.pid },
    redact: { paths: SECRETS, censor: '[secret]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
