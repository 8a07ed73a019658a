import { createHash, scryptSync, timingSafeEqual } from 'node:crypto';

interface AcceptedKey {
  digest: Buffer;
  fingerprint: Buffer;
}

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Made slowly, so that whoever reads it in the table does not find the key by trying; once for each start. */
const fingerprintOf = (key: string): Buffer => scryptSync(key, 'frontrow operator key', 32, { N: 4_096 });

/** The operators' keys that are accepted: the one that is, and while it is being changed the one before or after it. */
export class AdminKeys {
  readonly #accepted: readonly AcceptedKey[];

  constructor({ adminKey, adminKeyPrevious }: { adminKey: string; adminKeyPrevious: string | null }) {
    const keys = adminKeyPrevious === null ? [adminKey] : [adminKey, adminKeyPrevious];
    this.#accepted = keys.map((key) => ({ digest: digestOf(key), fingerprint: fingerprintOf(key) }));
  }

  /**
   * What stands in the tables for the key that this is, or null when it is none of ours. Every key is compared, in a
   * time that tells nothing about where two differ.
   */
  named(given: string): Buffer | null {
    const digest = digestOf(given);
    const same = this.#accepted.filter((key) => timingSafeEqual(digest, key.digest));
    return same[0]?.fingerprint ?? null;
  }

  /** By which sessions are believed that one of these keys has opened. */
  get fingerprints(): Buffer[] {
    return this.#accepted.map(({ fingerprint }) => fingerprint);
  }
}
