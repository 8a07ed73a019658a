import { z } from 'zod';

/**
 * The only reader of `process.env`. Each role names the settings it needs; all of them are checked at once,
 * and one sentence per fault says what is wrong and what would be right.
 */

/** Digits and nothing else: `Number` would take a blank for 0 and `1e3` for a thousand. */
const wholeNumber = (largest: number, error: string) =>
  z
    .string({ error })
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .pipe(z.number().max(largest, error));

const port = wholeNumber(65_535, 'must be a port number from 0 to 65535');

const perSecond = wholeNumber(
  1_000_000,
  'must be a whole number of requests per second, 0 to switch the limit off',
);

const sockets = wholeNumber(1_000_000, 'must be a whole number of sockets, 0 to switch the limit off');

/**
 * Where a user id is simply believed, anybody can be as many users as they like and only the address bounds them. Where
 * each account is known, ten of its sockets are the bound, and behind one address of a carrier there are thousands.
 */
const SOCKETS_PER_ADDRESS = { trust: 200, jwt: 2_000 };

const databaseUrl = z
  .string({ error: 'is required, for example postgres://user:password@host:5432/frontrow' })
  .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://');

const redisUrl = z
  .string({ error: 'is required, for example redis://host:6379' })
  .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://');

const secret = (what: string) =>
  z
    .string({ error: `is required: ${what}, at least 16 characters` })
    .min(16, `is too short: ${what}, at least 16 characters`);

const settings = {
  NODE_ENV: z.string().default('development'),
  PORT: port.default(8080),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: databaseUrl,
  MIGRATIONS_DATABASE_URL: databaseUrl,
  SERVICE_ROLE: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'must be the name of a PostgreSQL role: small letters, digits and _')
    .optional(),
  REDIS_URL: redisUrl,
  ADMIN_KEY: secret("the operators' key"),
  TOKEN_SECRET: secret('the key that signs queue tokens'),
  ADMIN_KEY_PREVIOUS: secret('another key of the operators, accepted while keys are changed').optional(),
  TOKEN_SECRET_PREVIOUS: secret('another key of queue tokens, accepted while keys are changed').optional(),
  IDENTITY: z.enum(['trust', 'jwt'], { error: 'must be "trust" or "jwt"' }).optional(),
  ALLOW_TRUSTED_IDENTITY: z.enum(['yes', 'no'], { error: 'must be "yes" or "no"' }).default('no'),
  IDENTITY_JWKS_URL: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  IDENTITY_JWKS_FILE: z.string().optional(),
  IDENTITY_SECRET: secret('the HS256 key of the identity provider').optional(),
  IDENTITY_ISSUER: z.string().optional(),
  IDENTITY_AUDIENCE: z.string().optional(),
  IDENTITY_ANY_AUDIENCE: z.enum(['yes', 'no'], { error: 'must be "yes" or "no"' }).default('no'),
  IDENTITY_USERS: z.enum(['open', 'known'], { error: 'must be "open" or "known"' }).default('open'),
  WALLET: z.enum(['open', 'credited', 'off'], { error: 'must be "open", "credited" or "off"' }).optional(),
  DEMO: z.enum(['on', 'off'], { error: 'must be "on" or "off"' }).default('on'),
  DATA_DIR: z.string().default('.data'),
  DEMO_FILE: z.string().optional(),
  HEALTH_PORT: port.optional(),
  METRICS_KEY: secret('the key by which the figures are read').optional(),
  LOG_ADDRESSES: z
    .enum(['full', 'short', 'off'], { error: 'must be "full", "short" or "off"' })
    .default('full'),
  RATE_LIMIT_PER_USER: perSecond.default(50),
  RATE_LIMIT_PER_ADDRESS: perSecond.default(2_000),
  WRONG_KEYS_PER_ADDRESS: wholeNumber(
    1_000,
    'must be a whole number of wrong keys that an address is answered a second, 0 to answer each at once',
  ).default(2),
  SOCKETS_PER_USER: sockets.default(10),
  SOCKETS_PER_ADDRESS: sockets.optional(),
  HANDSHAKES_PER_ADDRESS: wholeNumber(
    1_000_000,
    'must be a whole number of handshakes per second, 0 to switch the limit off',
  ).default(200),
  TRUST_PROXY_HOPS: wholeNumber(10, 'must be the number of proxies in front, 0 to 10').default(0),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
};

/** Settings that switch off every limit for users and addresses: for a crowd behind one address, as in a test or a bench. */
export const UNLIMITED = {
  RATE_LIMIT_PER_USER: '0',
  RATE_LIMIT_PER_ADDRESS: '0',
  WRONG_KEYS_PER_ADDRESS: '0',
  SOCKETS_PER_USER: '0',
  SOCKETS_PER_ADDRESS: '0',
  HANDSHAKES_PER_ADDRESS: '0',
};

/** `open`: fans charge their own wallets. `credited`: they may not. `off`: nobody has one. */
export type WalletMode = NonNullable<z.output<typeof settings.WALLET>>;

type Variables = { [name: string]: string | undefined };

/** Where an integrator's identity provider publishes its keys, or that its word is simply believed. */
export type Identity =
  | { mode: 'trust' }
  | {
      mode: 'jwt';
      keys: { url: string } | { file: string } | { secret: string };
      issuer?: string;
      audience?: string;
      /** `known`: only those whom an operator has created. Otherwise the first join makes the user. */
      users?: 'open' | 'known';
    };

const ROLE_SETTINGS = [
  'DATABASE_URL',
  'REDIS_URL',
  'LOG_LEVEL',
  'HEALTH_PORT',
  'HOST',
  'METRICS_KEY',
  'ADMIN_KEY_PREVIOUS',
  'WRONG_KEYS_PER_ADDRESS',
  'LOG_ADDRESSES',
] as const;

/** What every role has: its stores, its log and where it answers for its health (`null`: nowhere). */
export interface RoleEnvironment {
  databaseUrl: string;
  redisUrl: string;
  logLevel: z.output<typeof settings.LOG_LEVEL>;
  healthPort: number | null;
  host: string;
  /** The key that opens `/metrics` and nothing else; null without one. */
  metricsKey: string | null;
  /** The operators' keys open it too; workers and schedulers need none. */
  adminKey: string | null;
  /** Accepted as well, while the secrets are being changed. */
  adminKeyPrevious: string | null;
  /** Wrong keys that an address is answered a second; 0 answers each at once. */
  wrongKeysPerAddress: number;
  /** How addresses stand in the log. */
  logAddresses: 'full' | 'short' | 'off';
}

export interface ApiEnvironment extends RoleEnvironment {
  port: number;
  adminKey: string;
  tokenSecret: string;
  tokenSecretPrevious: string | null;
  identity: Identity;
  /** Requests a second; 0 switches the limit off. */
  rateLimitPerUser: number;
  rateLimitPerAddress: number;
  /** At a time and process; 0 switches the limit off. */
  socketsPerUser: number;
  socketsPerAddress: number;
  /** Handshakes of sockets a second; 0 switches the limit off. */
  handshakesPerAddress: number;
  trustProxyHops: number;
  /** Who puts money into wallets. */
  walletMode: WalletMode;
  /** Where the users of the demo stand, which the pages offer where a user id is simply believed; null without one. */
  demoFile: string | null;
}

/** `npm start`: whatever is null is started or made by it and kept in `dataDir`. */
export interface StartEnvironment {
  databaseUrl: string | null;
  redisUrl: string | null;
  adminKey: string | null;
  tokenSecret: string | null;
  host: string;
  port: number;
  dataDir: string;
  demo: boolean;
  logLevel: RoleEnvironment['logLevel'];
}

/** A wrong or missing setting. The message names each of them, one sentence a line. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

function parse<Name extends keyof typeof settings>(
  names: Name[],
  variables: Variables,
): { [Key in Name]: z.output<(typeof settings)[Key]> } {
  const faults: string[] = [];
  const values = {} as { [Key in Name]: z.output<(typeof settings)[Key]> };
  for (const name of names) {
    // An empty variable is how shells and compose files say "not set".
    const given = variables[name] === '' ? undefined : variables[name];
    const parsed = settings[name].safeParse(given);
    if (parsed.success) values[name] = parsed.data as (typeof values)[Name];
    else faults.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
  }
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));
  return values;
}

function identityFrom(variables: Variables): Identity {
  const env = parse(
    [
      'NODE_ENV',
      'IDENTITY',
      'ALLOW_TRUSTED_IDENTITY',
      'IDENTITY_JWKS_URL',
      'IDENTITY_JWKS_FILE',
      'IDENTITY_SECRET',
      'IDENTITY_ISSUER',
      'IDENTITY_AUDIENCE',
      'IDENTITY_ANY_AUDIENCE',
      'IDENTITY_USERS',
    ],
    variables,
  );
  const production = env.NODE_ENV === 'production';
  const mode = env.IDENTITY ?? (production ? 'jwt' : 'trust');
  if (mode === 'trust') {
    if (production && env.ALLOW_TRUSTED_IDENTITY !== 'yes') {
      throw new SettingsError(
        'IDENTITY=trust believes whatever user id it is told and is refused in production: ' +
          'set IDENTITY=jwt, or ALLOW_TRUSTED_IDENTITY=yes for a demonstration.',
      );
    }
    return { mode };
  }
  const keys = [
    env.IDENTITY_JWKS_URL === undefined ? null : { url: env.IDENTITY_JWKS_URL },
    env.IDENTITY_JWKS_FILE === undefined ? null : { file: env.IDENTITY_JWKS_FILE },
    env.IDENTITY_SECRET === undefined ? null : { secret: env.IDENTITY_SECRET },
  ].filter((source) => source !== null);
  const [source] = keys;
  if (source === undefined || keys.length > 1) {
    throw new SettingsError(
      'IDENTITY=jwt needs exactly one of IDENTITY_JWKS_URL, IDENTITY_JWKS_FILE and IDENTITY_SECRET.',
    );
  }
  if (production && env.IDENTITY_AUDIENCE === undefined && env.IDENTITY_ANY_AUDIENCE !== 'yes') {
    throw new SettingsError(
      'IDENTITY_AUDIENCE is required in production: the `aud` of tokens that are meant for this service. ' +
        'Set IDENTITY_ANY_AUDIENCE=yes to believe those that the provider gives to others as well.',
    );
  }
  const { IDENTITY_ISSUER: issuer, IDENTITY_AUDIENCE: audience, IDENTITY_USERS: users } = env;
  return { mode, keys: source, issuer, audience, users };
}

/** Runs every part and gathers all the faults before it throws, so that one start tells everything. */
function gather<Part>(...parts: (() => Part)[]): Part[] {
  const faults: string[] = [];
  const values: Part[] = [];
  for (const part of parts) {
    try {
      values.push(part());
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      faults.push(...error.message.split('\n'));
    }
  }
  // What two parts need is wrong once.
  if (faults.length > 0) throw new SettingsError([...new Set(faults)].join('\n'));
  return values;
}

const isGiven = (variables: Variables) => (name: string) =>
  variables[name] !== undefined && variables[name] !== '';

/** The settings of a worker or scheduler process. Throws `SettingsError`. */
export function roleEnvironment(variables: Variables = process.env): RoleEnvironment {
  const keys = (['ADMIN_KEY'] as const).filter(isGiven(variables));
  const env: ReturnType<typeof parse<(typeof ROLE_SETTINGS)[number]>> & { ADMIN_KEY?: string } = parse(
    [...ROLE_SETTINGS, ...keys],
    variables,
  );
  return {
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    logLevel: env.LOG_LEVEL,
    healthPort: env.HEALTH_PORT ?? null,
    host: env.HOST,
    metricsKey: env.METRICS_KEY ?? null,
    adminKey: env.ADMIN_KEY ?? null,
    adminKeyPrevious: env.ADMIN_KEY_PREVIOUS ?? null,
    wrongKeysPerAddress: env.WRONG_KEYS_PER_ADDRESS,
    logAddresses: env.LOG_ADDRESSES,
  };
}

/** The settings of `npm run migrate`: who owns the tables, and which role may use them. Throws `SettingsError`. */
export function migrationEnvironment(variables: Variables = process.env): {
  databaseUrl: string;
  serviceRole: string | null;
} {
  const url = isGiven(variables)('MIGRATIONS_DATABASE_URL') ? 'MIGRATIONS_DATABASE_URL' : 'DATABASE_URL';
  const env = parse([url, 'SERVICE_ROLE'], variables);
  return { databaseUrl: env[url], serviceRole: env.SERVICE_ROLE ?? null };
}

/** The setting of `npm run audit`. Throws `SettingsError`. */
export function databaseEnvironment(
  variables: Variables = process.env,
): Pick<RoleEnvironment, 'databaseUrl'> {
  return { databaseUrl: parse(['DATABASE_URL'], variables).DATABASE_URL };
}

/** The settings of an API process. Throws `SettingsError`. */
export function apiEnvironment(variables: Variables = process.env): ApiEnvironment {
  const [role, api] = gather<Partial<ApiEnvironment>>(
    // The operators' key, which a worker may be without, is asked for below.
    () => roleEnvironment(variables) as Partial<ApiEnvironment>,
    () => {
      const env = parse(
        [
          'PORT',
          'ADMIN_KEY',
          'TOKEN_SECRET',
          'TOKEN_SECRET_PREVIOUS',
          'RATE_LIMIT_PER_USER',
          'RATE_LIMIT_PER_ADDRESS',
          'SOCKETS_PER_USER',
          'HANDSHAKES_PER_ADDRESS',
          'TRUST_PROXY_HOPS',
          'DEMO_FILE',
        ],
        variables,
      );
      return {
        port: env.PORT,
        adminKey: env.ADMIN_KEY,
        tokenSecret: env.TOKEN_SECRET,
        tokenSecretPrevious: env.TOKEN_SECRET_PREVIOUS ?? null,
        rateLimitPerUser: env.RATE_LIMIT_PER_USER,
        rateLimitPerAddress: env.RATE_LIMIT_PER_ADDRESS,
        socketsPerUser: env.SOCKETS_PER_USER,
        handshakesPerAddress: env.HANDSHAKES_PER_ADDRESS,
        trustProxyHops: env.TRUST_PROXY_HOPS,
        demoFile: env.DEMO_FILE ?? null,
      };
    },
    () => {
      const env = parse(['SOCKETS_PER_ADDRESS', 'WALLET', 'NODE_ENV'], variables);
      // In production money comes from somewhere.
      const walletMode = env.WALLET ?? (env.NODE_ENV === 'production' ? 'credited' : 'open');
      const identity = identityFrom(variables);
      return {
        identity,
        walletMode,
        socketsPerAddress: env.SOCKETS_PER_ADDRESS ?? SOCKETS_PER_ADDRESS[identity.mode],
      };
    },
  ).reduce<Partial<ApiEnvironment>[]>((all, part) => [{ ...all[0], ...part }], [{}]);
  return { ...role, ...api } as ApiEnvironment;
}

/** The settings of `npm start`. Throws `SettingsError`. */
export function startEnvironment(variables: Variables = process.env): StartEnvironment {
  const names = ['HOST', 'PORT', 'DATA_DIR', 'DEMO', 'LOG_LEVEL'] as const;
  const optional = (['DATABASE_URL', 'REDIS_URL', 'ADMIN_KEY', 'TOKEN_SECRET'] as const).filter(
    isGiven(variables),
  );
  const env: Partial<ReturnType<typeof parse<keyof typeof settings>>> = parse(
    [...names, ...optional],
    variables,
  );
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    adminKey: env.ADMIN_KEY ?? null,
    tokenSecret: env.TOKEN_SECRET ?? null,
    host: env.HOST ?? '127.0.0.1',
    port: env.PORT ?? 8080,
    dataDir: env.DATA_DIR ?? '.data',
    demo: env.DEMO !== 'off',
    logLevel: env.LOG_LEVEL ?? 'info',
  };
}
