import { describe, expect, test } from '@jest/globals';
import {
  apiEnvironment,
  migrationEnvironment,
  roleEnvironment,
  SettingsError,
  startEnvironment,
} from '../../config/environment.ts';
import { RoleProcess } from '../infrastructure/role-process.ts';

const RIGHT = {
  DATABASE_URL: 'postgres://user:password@db.example:5432/frontrow',
  REDIS_URL: 'redis://redis.example:6379',
  ADMIN_KEY: 'an-operators-key-long-enough',
  TOKEN_SECRET: 'a-token-secret-long-enough',
};
const PRODUCTION = { ...RIGHT, NODE_ENV: 'production' };
const IDENTITY_SECRET = 'an-identity-secret-long-enough';

type Variables = Record<string, string | undefined>;

/** The sentences with which a start ends, one for each fault. */
function faultsOf(variables: Variables): string[] {
  try {
    apiEnvironment(variables);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message.split('\n');
  }
  return [];
}

test('with what is required an API has the contract’s settings', () => {
  expect(apiEnvironment(RIGHT)).toEqual({
    databaseUrl: RIGHT.DATABASE_URL,
    redisUrl: RIGHT.REDIS_URL,
    adminKey: RIGHT.ADMIN_KEY,
    tokenSecret: RIGHT.TOKEN_SECRET,
    adminKeyPrevious: null,
    tokenSecretPrevious: null,
    host: '127.0.0.1',
    port: 8080,
    identity: { mode: 'trust' },
    healthPort: null,
    trustProxyHops: 0,
    walletMode: 'open',
    demoFile: null,
    logLevel: 'info',
    rateLimitPerUser: expect.any(Number),
    rateLimitPerAddress: expect.any(Number),
    wrongKeysPerAddress: expect.any(Number),
    metricsKey: null,
    logAddresses: 'full',
    socketsPerUser: 10,
    socketsPerAddress: 200,
    handshakesPerAddress: 200,
  });
});

test('every setting of an API is read', () => {
  const environment = apiEnvironment({
    ...RIGHT,
    ADMIN_KEY_PREVIOUS: 'the-operators-key-before',
    TOKEN_SECRET_PREVIOUS: 'the-token-secret-before',
    WALLET: 'credited',
    HOST: '0.0.0.0',
    PORT: '0',
    HEALTH_PORT: '9090',
    RATE_LIMIT_PER_USER: '0',
    RATE_LIMIT_PER_ADDRESS: '7',
    WRONG_KEYS_PER_ADDRESS: '3',
    METRICS_KEY: 'the-key-of-the-figures',
    LOG_ADDRESSES: 'short',
    SOCKETS_PER_USER: '4',
    HANDSHAKES_PER_ADDRESS: '5',
    TRUST_PROXY_HOPS: '2',
    DEMO_FILE: '/data/demo.json',
    LOG_LEVEL: 'trace',
    IDENTITY: 'jwt',
    IDENTITY_SECRET,
    IDENTITY_ISSUER: 'https://accounts.example',
    IDENTITY_AUDIENCE: 'frontrow',
  });
  expect(environment).toMatchObject({
    adminKeyPrevious: 'the-operators-key-before',
    tokenSecretPrevious: 'the-token-secret-before',
    host: '0.0.0.0',
    port: 0,
    healthPort: 9_090,
    demoFile: '/data/demo.json',
    rateLimitPerUser: 0,
    rateLimitPerAddress: 7,
    wrongKeysPerAddress: 3,
    metricsKey: 'the-key-of-the-figures',
    logAddresses: 'short',
    socketsPerUser: 4,
    socketsPerAddress: 2_000,
    handshakesPerAddress: 5,
    trustProxyHops: 2,
    walletMode: 'credited',
    logLevel: 'trace',
    identity: {
      mode: 'jwt',
      keys: { secret: IDENTITY_SECRET },
      issuer: 'https://accounts.example',
      audience: 'frontrow',
    },
  });
});

test.each([
  ['DATABASE_URL', undefined],
  ['DATABASE_URL', ''],
  ['DATABASE_URL', 'mysql://host/frontrow'],
  ['REDIS_URL', undefined],
  ['REDIS_URL', 'host:6379'],
  ['ADMIN_KEY', undefined],
  ['ADMIN_KEY', 'short'],
  ['TOKEN_SECRET', undefined],
  ['TOKEN_SECRET', '123456789012345'],
  ['ADMIN_KEY_PREVIOUS', 'short'],
  ['TOKEN_SECRET_PREVIOUS', 'short'],
  ['PORT', 'http'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '80.5'],
  ['PORT', ' '],
  ['PORT', '0x50'],
  ['TRUST_PROXY_HOPS', '11'],
  ['HEALTH_PORT', 'yes'],
  ['RATE_LIMIT_PER_USER', '-1'],
  ['RATE_LIMIT_PER_USER', 'many'],
  ['RATE_LIMIT_PER_ADDRESS', '1.5'],
  ['TRUST_PROXY_HOPS', 'true'],
  ['TRUST_PROXY_HOPS', '-1'],
  ['LOG_LEVEL', 'loud'],
  ['IDENTITY', 'yes'],
  ['WALLET', 'closed'],
  ['IDENTITY_USERS', 'some'],
  ['IDENTITY_ANY_AUDIENCE', 'true'],
  ['ALLOW_TRUSTED_IDENTITY', 'true'],
  ['IDENTITY_JWKS_URL', 'keys.json'],
  ['IDENTITY_SECRET', 'short'],
])('%s = %s ends the start with a sentence that names it', (name, value) => {
  const faults = faultsOf({ ...RIGHT, [name]: value });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(new RegExp(`^${name} .+\\.$`));
});

test('a sentence never repeats a secret', () => {
  const faults = faultsOf({
    ...RIGHT,
    ADMIN_KEY: 'hunter2',
    TOKEN_SECRET: 'hunter3',
    DATABASE_URL: 'mysql://u:hunter4@h/d',
  });
  expect(faults).toHaveLength(3);
  expect(faults.join()).not.toContain('hunter');
});

test('all that is wrong is told at once', () => {
  const faults = faultsOf({ PORT: 'http', LOG_LEVEL: 'loud', IDENTITY: 'maybe' });
  const named = faults.map((sentence) => sentence.split(' ')[0]);
  expect(named.sort()).toEqual([
    'ADMIN_KEY',
    'DATABASE_URL',
    'IDENTITY',
    'LOG_LEVEL',
    'PORT',
    'REDIS_URL',
    'TOKEN_SECRET',
  ]);
});

test('an empty variable is one that is not set', () => {
  const environment = apiEnvironment({
    ...RIGHT,
    PORT: '',
    IDENTITY: '',
    HEALTH_PORT: '',
    IDENTITY_SECRET: '',
  });
  expect(environment).toMatchObject({ port: 8_080, healthPort: null, identity: { mode: 'trust' } });
});

describe('identity', () => {
  const JWKS = { IDENTITY_JWKS_URL: 'https://accounts.example/keys' };

  test('is jwt in production unless it is said', () => {
    expect(apiEnvironment({ ...PRODUCTION, ...JWKS, IDENTITY_AUDIENCE: 'frontrow' }).identity).toMatchObject({
      mode: 'jwt',
      keys: { url: 'https://accounts.example/keys' },
    });
    expect(faultsOf(PRODUCTION).join()).toContain(
      'IDENTITY_JWKS_URL, IDENTITY_JWKS_FILE and IDENTITY_SECRET',
    );
  });

  test('is meant for us in production, unless it is allowed that it need not be', () => {
    expect(faultsOf({ ...PRODUCTION, ...JWKS })).toEqual([
      expect.stringMatching(/^IDENTITY_AUDIENCE is required.*IDENTITY_ANY_AUDIENCE=yes/),
    ]);
    expect(faultsOf({ ...PRODUCTION, ...JWKS, IDENTITY_ANY_AUDIENCE: 'no' })).toHaveLength(1);
    expect(faultsOf({ ...PRODUCTION, ...JWKS, IDENTITY_ANY_AUDIENCE: 'yes' })).toEqual([]);
    expect(faultsOf({ ...RIGHT, IDENTITY: 'jwt', ...JWKS })).toEqual([]);
  });

  test('need not be known before, unless that is said', () => {
    const jwt = { ...RIGHT, IDENTITY: 'jwt', ...JWKS };
    expect(apiEnvironment(jwt).identity).toMatchObject({ users: 'open' });
    expect(apiEnvironment({ ...jwt, IDENTITY_USERS: 'known' }).identity).toMatchObject({ users: 'known' });
  });

  test('does not fill its own wallet in production, unless that is said', () => {
    const production = { ...PRODUCTION, ...JWKS, IDENTITY_AUDIENCE: 'frontrow' };
    expect(apiEnvironment(production).walletMode).toBe('credited');
    expect(apiEnvironment({ ...production, WALLET: 'open' }).walletMode).toBe('open');
    expect(apiEnvironment({ ...RIGHT, WALLET: 'off' }).walletMode).toBe('off');
  });

  test('is not simply believed in production, unless that is allowed', () => {
    expect(faultsOf({ ...PRODUCTION, IDENTITY: 'trust' })).toEqual([
      expect.stringMatching(/^IDENTITY=trust .*production.*ALLOW_TRUSTED_IDENTITY=yes/),
    ]);
    expect(faultsOf({ ...PRODUCTION, IDENTITY: 'trust', ALLOW_TRUSTED_IDENTITY: 'no' })).toHaveLength(1);
    const allowed = { ...PRODUCTION, IDENTITY: 'trust', ALLOW_TRUSTED_IDENTITY: 'yes' };
    expect(apiEnvironment(allowed).identity).toEqual({ mode: 'trust' });
  });

  test('has its keys from one place and no more', () => {
    expect(faultsOf({ ...RIGHT, IDENTITY: 'jwt' })).toHaveLength(1);
    expect(faultsOf({ ...RIGHT, IDENTITY: 'jwt', ...JWKS, IDENTITY_SECRET })).toHaveLength(1);
    const file = { ...RIGHT, IDENTITY: 'jwt', IDENTITY_JWKS_FILE: 'keys.json' };
    expect(apiEnvironment(file).identity).toMatchObject({ keys: { file: 'keys.json' } });
  });
});

test('migrations run as the owner of the tables, where that is another than the service', () => {
  const { DATABASE_URL } = RIGHT;
  const MIGRATIONS_DATABASE_URL = 'postgres://owner:password@host/frontrow';
  expect(migrationEnvironment({ DATABASE_URL })).toEqual({ databaseUrl: DATABASE_URL, serviceRole: null });
  for (const service of [{}, { DATABASE_URL }]) {
    expect(
      migrationEnvironment({ ...service, MIGRATIONS_DATABASE_URL, SERVICE_ROLE: 'frontrow_service' }),
    ).toEqual({ databaseUrl: MIGRATIONS_DATABASE_URL, serviceRole: 'frontrow_service' });
  }
  expect(() => migrationEnvironment({ MIGRATIONS_DATABASE_URL: 'x', SERVICE_ROLE: 'a b' })).toThrow(
    /MIGRATIONS_DATABASE_URL must start.*\nSERVICE_ROLE must be the name/,
  );
  expect(() => migrationEnvironment({})).toThrow(/DATABASE_URL is required/);
});

test('workers and schedulers need their stores alone', () => {
  const { ADMIN_KEY, TOKEN_SECRET, ...stores } = RIGHT;
  expect(roleEnvironment({ ...stores, PORT: 'whatever' })).toEqual({
    databaseUrl: RIGHT.DATABASE_URL,
    redisUrl: RIGHT.REDIS_URL,
    logLevel: 'info',
    healthPort: null,
    host: '127.0.0.1',
    metricsKey: null,
    adminKey: null,
    adminKeyPrevious: null,
    wrongKeysPerAddress: 2,
    logAddresses: 'full',
  });
  expect(roleEnvironment({ ...RIGHT, ADMIN_KEY: 'the-key-of-the-operators' }).adminKey).toBe(
    'the-key-of-the-operators',
  );
  expect(() => roleEnvironment({ HEALTH_PORT: 'x' })).toThrow(/DATABASE_URL .*\nREDIS_URL .*\nHEALTH_PORT /);
});

test('npm start needs nothing, and believes nothing wrong', () => {
  expect(startEnvironment({})).toMatchObject({
    databaseUrl: null,
    redisUrl: null,
    adminKey: null,
    tokenSecret: null,
    port: 8_080,
    demo: true,
  });
  expect(startEnvironment({ DEMO: 'off' }).demo).toBe(false);
  for (const [name, value] of Object.entries({
    DEMO: 'no',
    PORT: 'x',
    ADMIN_KEY: 'short',
    DATABASE_URL: 'db',
    REDIS_URL: 'r',
  })) {
    expect(() => startEnvironment({ [name]: value })).toThrow(new RegExp(`^${name} `));
  }
});

test.each([
  ['api', { ...RIGHT, ADMIN_KEY: 'short', LOG_LEVEL: 'loud' }, ['LOG_LEVEL', 'ADMIN_KEY']],
  ['api', { ...PRODUCTION, IDENTITY: 'trust' }, ['IDENTITY=trust']],
  ['api', { ...RIGHT, IDENTITY: 'jwt', IDENTITY_JWKS_FILE: 'nowhere.json' }, ['IDENTITY_JWKS_FILE']],
  ['workers', { DATABASE_URL: RIGHT.DATABASE_URL }, ['REDIS_URL']],
  ['scheduler', {}, ['DATABASE_URL', 'REDIS_URL']],
] as const)(
  'a process of %s with wrong settings ends with sentences and not with a stack',
  async (role, settings, named) => {
    const launched = RoleProcess.launch(role, settings);
    expect(await launched.ended).toEqual({ code: 1, signal: null });
    const sentences = launched.errors.trim().split('\n');
    expect(sentences.map((sentence) => sentence.split(' ')[0])).toEqual(named);
    for (const sentence of sentences) expect(sentence).toMatch(/\.$/);
  },
);
