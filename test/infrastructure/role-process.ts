import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Running } from '../../src/run-role.ts';
import { guard } from '../../start/guard.ts';
import { ADMIN_KEY, METRICS_KEY, type OnSale, TOKEN_SECRET } from './on-sale.ts';
import { until } from './until.ts';

const root = join(import.meta.dirname, '..', '..');

/** How long a role may take to end before the test takes it for stuck. */
const STUCK_MS = 20_000;

const FILES = {
  api: 'src/api/main.ts',
  workers: 'workers/main.ts',
  scheduler: 'workers/scheduler.ts',
} as const;

/** The settings with which a process of its own joins these stores. */
export const settingsFor = ({ databaseUrl, redis }: Pick<OnSale, 'databaseUrl' | 'redis'>) => ({
  DATABASE_URL: databaseUrl,
  REDIS_URL: redis.url,
  ADMIN_KEY,
  TOKEN_SECRET,
  METRICS_KEY,
});

export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** One role in a process of its own, started as its npm script starts it. It remembers all that it logs. */
export class RoleProcess implements Running {
  /** Standard output as it came, line by line. */
  readonly lines: string[] = [];
  readonly ended: Promise<Ending>;
  port = 0;
  readonly #child: ChildProcess;
  #errors = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.lines.push(line));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
  }

  /** Settings beside these are the defaults; `PORT` is a free one unless it is given. */
  static launch(role: keyof typeof FILES, settings: Record<string, string>): RoleProcess {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const child = spawn(process.execPath, [FILES[role]], {
      cwd: root,
      env: { PATH, NODE_COMPILE_CACHE, PORT: '0', ...settings },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    guard(child, 'TERM');
    return new RoleProcess(child);
  }

  /** Launches the role and waits until it serves. */
  static async start(role: keyof typeof FILES, settings: Record<string, string>): Promise<RoleProcess> {
    const launched = RoleProcess.launch(role, settings);
    const serving = { api: 'listening', workers: 'serving lanes', scheduler: 'keeping time' }[role];
    const line = await launched.says(serving);
    launched.port = line.port;
    return launched;
  }

  /** What it wrote to standard error. */
  get errors(): string {
    return this.#errors;
  }

  /** The log as programs read it. Throws when a line is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: the log is what is being tested, not what is known.
  get log(): any[] {
    return this.lines.map((line) => JSON.parse(line));
  }

  /** The first log line with this message, said already or soon. */
  async says(message: string, fits: (line: RoleProcess['log'][number]) => boolean = () => true) {
    try {
      return await until(() => this.log.find((line) => line.msg === message && fits(line)), { ms: 30_000 });
    } catch {
      throw new Error(`it did not say "${message}":\n${this.lines.slice(-10).join('\n')}\n${this.#errors}`);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Asks it to end and waits until it has; kills it when it is stuck, and says so by the ending. */
  async drain(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<Ending & { ms: number }> {
    const asked = performance.now();
    this.signal(signal);
    const stuck = setTimeout(() => this.signal('SIGKILL'), STUCK_MS);
    const ending = await this.ended;
    clearTimeout(stuck);
    return { ...ending, ms: performance.now() - asked };
  }

  /** Where it listens, once it does. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    await this.drain();
  }
}
