import { setTimeout as pause } from 'node:timers/promises';
import { type Ending, RoleProcess } from '../../infrastructure/role-process.ts';
import { until } from '../../infrastructure/until.ts';

type Role = Parameters<typeof RoleProcess.launch>[0];

const SERVING: Record<Role, string> = {
  api: 'listening',
  workers: 'serving lanes',
  scheduler: 'keeping time',
};

/** A call that ended in an error which nobody had foreseen. */
const FAILURE = /"msg":"a request failed"/;

/** How soon a supervisor starts a process again. */
const RESTART_PAUSE_MS = 200;
const SERVES_WITHIN_MS = 30_000;

/** A place on the stage where a process of one role always stands: whoever falls is replaced. */
export class Post {
  readonly name: string;
  readonly role: Role;
  /** What ended without having been asked to, in words. */
  readonly deserted: string[] = [];
  kills = 0;
  /** What the log calls a failure of our own, and no outage. */
  readonly failures: string[] = [];
  readonly #settings: Record<string, string>;
  readonly #asked = new WeakSet<RoleProcess>();
  readonly #manned: Promise<void>;
  #process: RoleProcess;
  #lives = true;
  #closing = false;

  constructor(name: string, role: Role, settings: Record<string, string>) {
    this.name = name;
    this.role = role;
    this.#settings = settings;
    this.#process = this.#launch();
    this.#manned = this.#man();
  }

  /** Whoever stands here now. */
  get process(): RoleProcess {
    return this.#process;
  }

  /** Waits until whoever stands here serves. */
  async serves(): Promise<void> {
    const said = `"msg":"${SERVING[this.role]}"`;
    try {
      await until(() => this.#lives && this.#process.lines.some((line) => line.includes(said)), {
        ms: SERVES_WITHIN_MS,
      });
    } catch {
      throw new Error(`${this.name} does not serve. ${this.deserted.at(-1) ?? this.#process.lines.at(-1)}`);
    }
  }

  get lives(): boolean {
    return this.#lives;
  }

  kill(): void {
    if (!this.#lives) return;
    this.#asked.add(this.#process);
    this.#process.signal('SIGKILL');
    this.#lives = false;
    this.kills += 1;
  }

  /** Asks whoever stands here to end, and waits until their successor serves. Answers how they ended. */
  async replace(): Promise<Ending & { ms: number }> {
    const leaving = this.#process;
    this.#asked.add(leaving);
    const ending = await leaving.drain();
    await until(() => this.#process !== leaving);
    await this.serves();
    return ending;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#asked.add(this.#process);
    this.#process.signal('SIGKILL');
    await this.#manned;
  }

  #launch(): RoleProcess {
    this.#lives = true;
    return RoleProcess.launch(this.role, this.#settings);
  }

  async #man(): Promise<void> {
    for (;;) {
      const process = this.#process;
      const { code, signal } = await process.ended;
      this.#lives = false;
      this.failures.push(...process.lines.filter((line) => FAILURE.test(line)));
      if (!this.#asked.has(process)) {
        this.deserted.push(`${this.name} ended by itself: ${signal ?? `code ${code}`} ${process.errors}`);
      }
      if (this.#closing) return;
      await pause(RESTART_PAUSE_MS);
      if (this.#closing) return;
      this.#process = this.#launch();
    }
  }
}
