import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const maxLogBytes = 50_000_000;
const repeatAfterMs = 10_000;
const linesKept = 15;

const warningLevel = 40;
const errorLevel = 50;

/** The parts of a pino line that a person wants to see. */
interface Entry {
  level: number;
  msg?: string;
  err?: { message?: string };
}

export interface RoleLog {
  follow(output: Readable): void;
  /** The last things it said that may explain why it ended. */
  lastWords(): string;
}

export interface Log {
  file: string;
  role(name: string): RoleLog;
  close(): Promise<void>;
}

/**
 * Keeps everything that the roles write in one file, and shows a person only what needs attention: warnings
 * and errors, one line each.
 */
export async function openLog(file: string, show: (line: string) => void): Promise<Log> {
  const size = (await stat(file).catch(() => null))?.size ?? 0;
  if (size > maxLogBytes) await rename(file, `${file}.old`);
  const kept = createWriteStream(file, { flags: 'a' });
  // A full disk must not stop a sale.
  kept.on('error', () => {});
  return {
    file,
    role: (name) => roleLog(name, (line) => kept.write(line), show),
    close: () => new Promise((resolve) => kept.end(resolve)),
  };
}

function roleLog(name: string, keep: (line: string) => void, show: (line: string) => void): RoleLog {
  const words: string[] = [];
  let shown = { sentence: '', at: 0 };

  const remember = (line: string) => {
    words.push(line);
    if (words.length > linesKept) words.shift();
  };

  const hear = (line: string) => {
    keep(`${line}\n`);
    const entry = entryIn(line);
    if (entry === null) return remember(line);
    if (entry.level < warningLevel) return;
    const sentence = [entry.msg, entry.err?.message].filter(Boolean).join(': ') || line;
    if (entry.level >= errorLevel) remember(sentence);
    // A role in trouble says the same thing many times a second.
    if (sentence === shown.sentence && Date.now() - shown.at < repeatAfterMs) return;
    shown = { sentence, at: Date.now() };
    show(`${name} ${entry.level >= errorLevel ? 'error' : 'warning'}: ${sentence}`);
  };

  return {
    follow: (output) => createInterface({ input: output }).on('line', hear),
    lastWords: () => words.join('\n'),
  };
}

function entryIn(line: string): Entry | null {
  if (!line.startsWith('{"level":')) return null;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}
