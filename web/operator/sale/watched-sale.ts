import { batch, computed, type Signal, signal } from '@preact/signals';
import type { Reply } from '../../../client/http.ts';
import { type Loaded, loadedFrom } from '../../kit/loaded.ts';
import type { ActionAnswer, Funnel, PointAnswer, StatsAnswer } from '../answers.ts';
import { askForConcert, type SeenConcert } from '../concert/seen-concert.ts';
import { listen, watch } from '../connection.ts';
import { askAsOperator } from '../session.ts';

/** Settings are told as actions; waiting room and funnel move without one. */
const ASKED_AGAIN_MS = 5_000;
/** After a gap as short as this, only what is missing is asked for. */
const LATEST_MINUTES = 1;
const ACTIONS = '/v1/admin/actions';

/** One sale as it is now and how it came to be so: told each second by the socket, or asked for. */
export class WatchedSale {
  readonly #concertId: string;
  readonly concert: Signal<Loaded<SeenConcert>> = signal({ state: 'loading' });
  readonly stats = signal<StatsAnswer | null>(null);
  readonly points = signal<readonly PointAnswer[]>([]);
  readonly everySeconds = signal(5);
  readonly funnel = signal<Funnel | null>(null);
  readonly actions = signal<readonly ActionAnswer[] | null>(null);
  readonly olderActions = signal<string | null>(null);
  /** How much of the past is shown. */
  readonly minutes = signal(15);

  /** People let in within the last sixty seconds. */
  readonly admittedLately = computed(() => {
    const points = this.points.value;
    const newest = points.at(-1);
    if (newest === undefined) return 0;
    const since = Date.parse(newest.at) - 60_000;
    return points.reduce((sum, { at, admissions }) => (Date.parse(at) > since ? sum + admissions : sum), 0);
  });

  constructor(concertId: string) {
    this.#concertId = concertId;
  }

  /** Begins to watch; the answer ends it. */
  start(): () => void {
    const end = listen({
      sale: ({ concertId, stats, point }) => {
        if (concertId !== this.#concertId) return;
        batch(() => {
          this.stats.value = stats;
          this.#addPoints([point]);
        });
      },
      action: (action) => {
        if (action.concertId !== this.#concertId) return;
        this.#addActions([action]);
        void this.askForConcert();
      },
      poll: () => this.#askForLatest(),
      back: () => void this.askForAll(),
    });
    watch(this.#concertId);
    void this.askForAll();
    const timer = setInterval(() => {
      if (document.hidden) return;
      void this.askForConcert();
      void this.#askForHistory(LATEST_MINUTES);
    }, ASKED_AGAIN_MS);
    return () => {
      end();
      clearInterval(timer);
      watch(null);
    };
  }

  async askForAll(): Promise<void> {
    await Promise.all([
      this.askForConcert(),
      this.#askForStats(),
      this.#askForHistory(this.minutes.value),
      this.#askForActions(),
    ]);
  }

  async show(minutes: number): Promise<void> {
    this.minutes.value = minutes;
    await this.#askForHistory(minutes);
  }

  async askForConcert(): Promise<Reply> {
    const reply = await askForConcert(this.#concertId);
    // Whatever is shown stays until there is something newer, whatever was answered.
    if (reply.ok || this.concert.value.state !== 'here') this.concert.value = loadedFrom(reply);
    return reply;
  }

  /** A change that was not made: how the concert is now, and who made it so. */
  async askAfterConflict(): Promise<void> {
    await Promise.all([this.askForConcert(), this.#askForActions()]);
  }

  async askForOlderActions(): Promise<void> {
    if (this.olderActions.value === null) return;
    const reply = await askAsOperator('GET', ACTIONS, { next: this.olderActions.value });
    if (!reply.ok) return;
    this.#addActions(reply.body.actions);
    this.olderActions.value = reply.body.next;
  }

  async #askForLatest(): Promise<boolean> {
    const replies = await Promise.all([
      this.askForConcert(),
      this.#askForStats(),
      this.#askForHistory(LATEST_MINUTES),
      this.#askForActions(),
    ]);
    return replies.some(({ status }) => status !== 0);
  }

  async #askForStats(): Promise<Reply> {
    const reply = await askAsOperator('GET', '/v1/admin/concerts/{concertId}/stats', {
      params: this.#params,
    });
    if (reply.ok) this.stats.value = reply.body;
    return reply;
  }

  async #askForHistory(minutes: number): Promise<Reply> {
    const reply = await askAsOperator('GET', '/v1/admin/concerts/{concertId}/history', {
      params: this.#params,
      query: { minutes },
    });
    if (reply.ok) {
      batch(() => {
        this.everySeconds.value = reply.body.everySeconds;
        this.funnel.value = reply.body.funnel;
        this.#addPoints(reply.body.points);
      });
    }
    return reply;
  }

  async #askForActions(): Promise<Reply> {
    const reply = await askAsOperator('GET', ACTIONS, { query: this.#params });
    if (reply.ok) {
      if (this.actions.value === null) this.olderActions.value = reply.body.next;
      this.#addActions(reply.body.actions);
    }
    return reply;
  }

  get #params(): { concertId: string } {
    return { concertId: this.#concertId };
  }

  /** What is told twice counts once, the later word; what is too old is forgotten. */
  #addPoints(told: readonly PointAnswer[]): void {
    const byTime = new Map([...this.points.value, ...told].map((point) => [point.at, point]));
    const sorted = [...byTime.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
    const newest = sorted.at(-1);
    const since = newest === undefined ? 0 : Date.parse(newest.at) - this.minutes.value * 60_000;
    this.points.value = sorted.filter(({ at }) => Date.parse(at) >= since);
  }

  #addActions(told: readonly ActionAnswer[]): void {
    const byId = new Map([...(this.actions.value ?? []), ...told].map((action) => [action.id, action]));
    this.actions.value = [...byId.values()].sort((a, b) => (a.at > b.at ? -1 : 1));
  }
}
