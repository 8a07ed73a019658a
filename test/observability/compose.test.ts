import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFile(join(root, path), 'utf8');

interface Service {
  profiles?: string[];
  environment?: Record<string, unknown>;
  volumes?: string[];
  configs?: { source: string; target: string }[];
  command?: string[];
  healthcheck?: { test: string[] };
  restart?: string;
  read_only?: boolean;
  privileged?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  ports?: string[];
}

let compose: {
  services: Record<string, Service>;
  volumes: object;
  configs: Record<string, { content: string }>;
};
beforeAll(async () => {
  compose = parse(await read('docker-compose.yml'), { merge: true });
});

test('all that services are given is there', () => {
  for (const [name, { volumes = [], configs = [] }] of Object.entries(compose.services)) {
    for (const volume of volumes) {
      const [source = ''] = volume.split(':');
      const there = source.startsWith('./') ? existsSync(join(root, source)) : source in compose.volumes;
      expect([name, source, there]).toEqual([name, source, true]);
    }
    for (const { source } of configs) expect(Object.keys(compose.configs)).toContain(source);
  }
});

test('Prometheus asks every role, where it answers', async () => {
  const { scrape_configs: jobs } = parse(await read('deploy/prometheus/prometheus.yml'));
  const asked = jobs.flatMap((job: { dns_sd_configs: { names: string[]; port: number }[] }) =>
    job.dns_sd_configs.flatMap(({ names, port }) => names.map((name) => [name, port])),
  );
  const roles = Object.entries(compose.services).filter(
    ([, { environment = {} }]) => 'HEALTH_PORT' in environment,
  );
  expect(asked).toEqual([
    ['api', compose.services.api?.environment?.PORT],
    ...roles.map(([name, { environment }]) => [name, environment?.HEALTH_PORT]),
  ]);
});

test('Grafana finds the dashboard where it looks for it, and Prometheus its key', async () => {
  const { grafana, prometheus } = compose.services;
  const { providers } = parse(compose.configs['grafana-dashboards']?.content ?? '');
  expect(grafana?.volumes).toContain(`./deploy/grafana:${providers[0].options.path}:ro`);
  const { scrape_configs: jobs } = parse(await read('deploy/prometheus/prometheus.yml'));
  const key = prometheus?.configs?.find(({ source }) => source === 'metrics-key')?.target;
  for (const { authorization } of jobs) expect(key).toBe(`/etc/prometheus/${authorization.credentials_file}`);
});

test('no service has more rights than it needs, and each says whether it is well', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    expect([name, service]).toEqual([
      name,
      expect.objectContaining({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] }),
    ]);
    expect([name, service.privileged]).toEqual([name, undefined]);
    if (name !== 'postgres') expect([name, service.cap_add]).toEqual([name, undefined]);
    // Compose cannot copy the contents of a config into a read-only file system.
    expect([name, service.read_only === true]).toEqual([name, service.configs === undefined]);
    if (service.restart !== 'no')
      expect([name, service.healthcheck?.test.length]).not.toEqual([name, undefined]);
  }
  expect(
    Object.entries(compose.services).flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port])),
  ).toEqual([
    ['proxy', expect.stringMatching(/:8080$/)],
    ['grafana', '127.0.0.1:3000:3000'],
  ]);
});

test('the service runs under a role of its own, and only migrations know the owner', () => {
  for (const [name, { environment = {} }] of Object.entries(compose.services)) {
    const said = JSON.stringify(environment);
    expect([name, said.includes('OWNER_PASSWORD')]).toEqual([
      name,
      ['migrate', 'database-roles'].includes(name),
    ]);
    expect([name, /[^_]POSTGRES_PASSWORD/.test(said)]).toEqual([
      name,
      ['postgres', 'database-roles'].includes(name),
    ]);
    if (!('DATABASE_URL' in environment)) continue;
    expect(environment.DATABASE_URL).toMatch(/^postgres:\/\/frontrow_service:\$\{SERVICE_PASSWORD:\?/);
    expect(environment.REDIS_URL).toMatch(/^redis:\/\/:\$\{REDIS_PASSWORD:\?/);
  }
  expect(compose.services.migrate?.environment).toMatchObject({ SERVICE_ROLE: 'frontrow_service' });
});

test('no secret stands in the file, nor among the arguments of a process', () => {
  for (const [name, { environment = {}, command = [] }] of Object.entries(compose.services)) {
    for (const [setting, value] of Object.entries(environment)) {
      if (!/KEY|SECRET|PASSWORD|AUTH$/.test(setting)) continue;
      expect([name, setting, String(value)]).toEqual([
        name,
        setting,
        expect.stringMatching(/^\$\{\w+:[?-][^}]*\}$/),
      ]);
    }
    expect([name, command.join(' ')]).toEqual([name, expect.not.stringMatching(/(?<!\$)\$\{/)]);
  }
});

test('the image is no root, says whether it is well, and ends on a signal', async () => {
  const image = await read('Dockerfile');
  expect(image).toMatch(/^USER node$/m);
  expect(image).toMatch(/^HEALTHCHECK /m);
  expect(image.trimEnd().split('\n').at(-1)).toMatch(/^CMD \["node", /);
});
