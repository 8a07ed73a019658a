import type { Redis } from 'ioredis';
import { ANNOUNCEMENT_CHANNEL, type Announcement } from '../lane/announcement.ts';
import type { Log } from '../observability/log.ts';
import type { SaleEvent } from '../sale/events.ts';

export type Listener = (announcement: Announcement<SaleEvent>) => void;

/** Hears what the lanes tell, and passes it to whoever listens in this process. Owns its connection. */
export class Announcements {
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #listeners: Listener[] = [];

  constructor(redis: Redis, log: Log) {
    this.#redis = redis;
    this.#log = log;
  }

  /** Listeners are called in the order in which they came: what is remembered is forgotten before anybody is told. */
  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  start(): void {
    this.#redis.on('message', (_channel, message) => this.#hear(message));
    // Resolves when Redis is there; ioredis subscribes again after every reconnection.
    this.#redis.subscribe(ANNOUNCEMENT_CHANNEL).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'the announcements could not be subscribed to');
    });
  }

  close(): void {
    this.#redis.disconnect();
  }

  #hear(message: string): void {
    const announcement = this.#read(message);
    if (announcement === null) return;
    for (const listener of this.#listeners) {
      try {
        listener(announcement);
      } catch (error) {
        this.#log.error({ err: error }, 'an announcement could not be passed on');
      }
    }
  }

  #read(message: string): Announcement<SaleEvent> | null {
    try {
      return JSON.parse(message);
    } catch (error) {
      this.#log.warn({ err: error }, 'something that is no announcement came by its channel');
      return null;
    }
  }
}
