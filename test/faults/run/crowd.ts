import { setTimeout as pause } from 'node:timers/promises';
import { CarefulClient } from './careful-client.ts';
import { FanLife } from './fan-life.ts';
import type { Figures } from './figures.ts';
import { Listener } from './listener.ts';
import { CONCERTS, type diceOf, PRICE, SEATS_PER_DATE, type Size, visitOf } from './plan.ts';
import type { Stage } from './stage.ts';

/** In how many of the fans there is one who listens at a socket as well. */
const LISTENERS_EVERY = 2;

/** Everybody who buys, and the concerts that they come for. */
export class Crowd {
  readonly clients: readonly CarefulClient[];
  readonly concerts: readonly string[];
  readonly listeners: ReadonlyMap<CarefulClient, Listener>;
  /** Why fans gave up. */
  readonly gaveUp: string[] = [];
  visits = 0;
  readonly #dice: ReturnType<typeof diceOf>;
  readonly #figures: Figures;
  readonly #lives: Promise<unknown>;
  #leaving = false;

  private constructor(parts: {
    clients: readonly CarefulClient[];
    concerts: readonly string[];
    listeners: ReadonlyMap<CarefulClient, Listener>;
    dice: ReturnType<typeof diceOf>;
    figures: Figures;
  }) {
    this.clients = parts.clients;
    this.concerts = parts.concerts;
    this.listeners = parts.listeners;
    this.#dice = parts.dice;
    this.#figures = parts.figures;
    this.#lives = Promise.all(this.clients.map((client, index) => this.#live(client, index)));
  }

  static async gather(
    stage: Stage,
    size: Size,
    dice: ReturnType<typeof diceOf>,
    figures: Figures,
  ): Promise<Crowd> {
    const concerts = await Promise.all(CONCERTS.map((concert) => makeConcert(stage, size, concert)));
    const users = Array.from({ length: size.fans }, (_, index) => ({ name: `Fan ${index + 1}` }));
    const { userIds } = (await stage.operator('POST', '/v1/admin/users', { users })).body;
    const clients = (userIds as string[]).map((userId, index) => {
      const name = `fan ${index + 1}`;
      return new CarefulClient({ name, userId, urls: stage.urls, dice: dice.fan(index), figures });
    });
    const listeners = new Map(
      clients
        .filter((_, index) => index % LISTENERS_EVERY === 0)
        .map((client, index) => [
          client,
          new Listener({ client, urls: stage.urls, dice: dice.listener(index), figures }),
        ]),
    );
    return new Crowd({ clients, concerts, listeners, dice, figures });
  }

  /** Everybody ends what they are at, and goes. */
  async goesHome(): Promise<void> {
    this.#leaving = true;
    await this.#lives;
  }

  async close(): Promise<void> {
    await this.goesHome();
    await Promise.all([...this.listeners.values()].map((listener) => listener.close()));
  }

  async #live(client: CarefulClient, index: number): Promise<void> {
    const life = new FanLife({ client, concerts: this.concerts, figures: this.#figures });
    for (let count = 0; !this.#leaving; count += 1) {
      const dice = this.#dice.visit(index, count);
      const visit = visitOf(dice);
      try {
        await life.visits(visit, dice);
        this.visits += 1;
      } catch (error) {
        this.gaveUp.push(error instanceof Error ? error.message : String(error));
        return;
      }
      await pause(visit.pauseMs);
    }
  }
}

async function makeConcert(
  stage: Stage,
  { datesPerConcert }: Size,
  concert: (typeof CONCERTS)[number],
): Promise<string> {
  const dates = Array.from({ length: datesPerConcert }, (_, day) => ({
    date: new Date(Date.UTC(2099, 0, 1 + day)).toISOString().slice(0, 10),
    seats: SEATS_PER_DATE,
    price: PRICE,
  }));
  const { status, body } = await stage.operator('POST', '/v1/admin/concerts', {
    ...concert,
    dates,
    seatsPerUser: 1_000,
    holdsPerVisit: 10_000,
  });
  if (status !== 201) throw new Error(`no concert: ${JSON.stringify(body)}`);
  return body.concertId;
}
