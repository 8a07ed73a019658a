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
