import { SOCKET_CONNECTIONS_REFUSED_AT } from '../../config/limits.ts';
import { countedAs } from '../contract/address.ts';
import { RateLimit } from '../contract/rate-limit.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Connection } from './connection-limits.ts';

export interface AddressLimits {
  /** Connections of one address at a time; 0 is no limit. */
  socketsPerAddress: number;
  /** Handshakes of one address a second; 0 is no limit. */
  handshakesPerAddress: number;
}

/** Whose connections these are, by address, and how many of them one address may have: in this process. */
export class ConnectionsOfAddresses {
  readonly #limits: AddressLimits;
  readonly #handshakes: RateLimit;
  readonly #addresses = new WeakMap<Connection, string>();
  readonly #counts = new Map<string, number>();

  constructor(limits: AddressLimits) {
    this.#limits = limits;
    this.#handshakes = new RateLimit(limits.handshakesPerAddress);
  }

  /** Whether one more connection may be opened at all: those past the limit are only told so, which takes a moment. */
  mayConnect(address: string): boolean {
    const { socketsPerAddress } = this.#limits;
    return (
      socketsPerAddress === 0 || this.#countOf(address) < socketsPerAddress * SOCKET_CONNECTIONS_REFUSED_AT
    );
  }

  opened(connection: Connection, address: string): void {
    const who = countedAs(address);
    this.#addresses.set(connection, address);
    this.#counts.set(who, (this.#counts.get(who) ?? 0) + 1);
    connection.once('close', () => {
      const left = (this.#counts.get(who) ?? 1) - 1;
      if (left === 0) this.#counts.delete(who);
      else this.#counts.set(who, left);
    });
  }

  of(connection: Connection): string {
    return this.#addresses.get(connection) ?? '';
  }

  /** Before anything is looked at that a handshake says. Throws `RATE_LIMITED`. */
  async admit(connection: Connection): Promise<void> {
    const address = this.of(connection);
    const { socketsPerAddress } = this.#limits;
    if (socketsPerAddress > 0 && this.#countOf(address) > socketsPerAddress) {
      // The refusal goes out first; whoever does not hang up then is cut off.
      setTimeout(() => connection.close(), 1_000).unref();
      throw new Refusal('RATE_LIMITED');
    }
    await this.#handshakes.take(countedAs(address));
  }

  #countOf(address: string): number {
    return this.#counts.get(countedAs(address)) ?? 0;
  }
}
