import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { startApi } from '../../src/api/api-process.ts';
import type { OnSale } from '../infrastructure/on-sale.ts';

export const ISSUER = 'https://accounts.example';
export const AUDIENCE = 'frontrow';

/** A pair of keys, and what the world knows of it. */
export interface KeyPair {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
  pem: string;
}

export async function newKeys(alg: 'RS256' | 'ES256', kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { kid, alg, privateKey, publicKey, jwk, pem: await exportSPKI(publicKey) };
}

/** Everything right for this user; what is given replaces a claim or, as undefined, takes it away. */
export function rightClaims(userId: string, change: object = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1_000);
  return { sub: userId, iss: ISSUER, aud: AUDIENCE, iat: now, exp: now + 600, ...change };
}

/** An identity of this user by this key; `header` replaces what the key says of itself. */
export const signedBy = (
  { alg, kid, privateKey }: Pick<KeyPair, 'alg' | 'kid' | 'privateKey'>,
  userId: string,
  header: object = {},
): Promise<string> =>
  new SignJWT(rightClaims(userId)).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);

/** Publishes keys over real HTTP, as an identity provider does. */
export class IdentityProvider {
  readonly #server: Server;
  /** What it publishes; changed whenever it pleases. */
  keys: JWK[];
  /** How often it was asked. */
  asked = 0;

  private constructor(keys: JWK[]) {
    this.keys = keys;
    this.#server = createServer((_request, response) => {
      this.asked += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: this.keys }));
    });
  }

  static async start(...keys: JWK[]): Promise<IdentityProvider> {
    const provider = new IdentityProvider(keys);
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys`;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/**
 * Adds an API for each place that keys may come from: a secret, a file in this folder with what the provider
 * publishes, and the provider itself. Answers where each listens.
 */
export async function apisByKeys(
  onSale: OnSale,
  { secret, folder, provider }: { secret: string; folder: string; provider: IdentityProvider },
): Promise<Record<'secret' | 'file' | 'url', string>> {
  const file = join(folder, 'keys.json');
  await writeFile(file, JSON.stringify({ keys: provider.keys }));
  const apiBy = async (keys: { secret: string } | { file: string } | { url: string }) => {
    const identity = { mode: 'jwt', keys, issuer: ISSUER, audience: AUDIENCE } as const;
    const api = await startApi({ ...onSale.environment, identity });
    onSale.apis.push(api);
    return `http://127.0.0.1:${api.port}`;
  };
  return {
    secret: await apiBy({ secret }),
    file: await apiBy({ file }),
    url: await apiBy({ url: provider.url }),
  };
}
