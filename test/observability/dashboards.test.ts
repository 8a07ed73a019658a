import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { LANE_DEPTH } from '../../config/limits.ts';
import { openMetrics } from '../../src/observability/metrics.ts';
import { KIND_NAMES } from '../../src/on-sale.ts';
import { useOnSale } from '../infrastructure/use-on-sale.ts';
import { readPromql } from './promql.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFile(join(root, path), 'utf8');

interface Expression {
  where: string;
  text: string;
  /** Labels that words written around the expression refer to. */
  shown: string[];
}

/** Which labels each sample may have, by the name under which Prometheus keeps it. */
const labelsOf = new Map<string, Set<string>>();
/** What a label may say, for labels of which all values are known. */
const valuesOf = new Map<string, Set<string>>();

/** Prometheus gives these to all that it fetches from a process. */
const OF_THE_TARGET = ['instance', 'job'];

const onSale = useOnSale({ workers: 0, schedulers: 0, laws: 'at the end' });
beforeAll(async () => {
  const { body } = await onSale.operator('GET', '/metrics');
  const declared = new Map<string, string[]>();
  for (const metric of openMetrics('api').registry.getMetricsAsArray()) {
    declared.set(metric.name, (metric as unknown as { labelNames?: string[] }).labelNames ?? []);
  }
  for (const [, name = '', type] of (body as string).matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const labels = [...(declared.get(name) ?? []), ...OF_THE_TARGET];
    const samples = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const ending of samples) {
      labelsOf.set(name + ending, new Set(ending === '_bucket' ? [...labels, 'le'] : labels));
    }
  }
  const description = await onSale.operator('GET', '/openapi.json');
  valuesOf.set('route', new Set(Object.keys(description.body.paths)));
  valuesOf.set('kind', new Set<string>(KIND_NAMES));
  valuesOf.set('lane', new Set(Object.keys(LANE_DEPTH)));
  valuesOf.set('role', new Set(['api', 'worker', 'scheduler']));
  valuesOf.set('what', new Set(['accept', 'decide']));
});

/** What is wrong with an expression: its grammar, or something that no metric of ours is or has. */
function faultsOf({ where, text, shown }: Expression): string[] {
  // Grafana puts in how far its points are apart.
  const { selectors, groupedBy, faults } = readPromql(text.replaceAll('$__rate_interval', '1m'));
  const found = [...faults];
  if (selectors.length === 0) found.push('asks for nothing');
  const known = new Set<string>();
  for (const { name, matchers } of selectors) {
    const labels = labelsOf.get(name);
    if (labels === undefined) found.push(`there is no ${name}`);
    for (const label of labels ?? []) known.add(label);
    for (const { label, operator, value } of matchers) {
      if (labels !== undefined && !labels.has(label)) found.push(`${name} has no label ${label}`);
      const values = valuesOf.get(label);
      const wanted = operator.includes('~') ? value.split('|') : [value];
      for (const one of values === undefined ? [] : wanted) {
        if (!values?.has(one)) found.push(`${label} is never "${one}"`);
      }
    }
  }
  for (const label of [...groupedBy, ...shown]) {
    if (!known.has(label)) found.push(`nothing in it has a label ${label}`);
  }
  return found.map((fault) => `${where}: ${fault}`);
}

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; legendFormat: string }[];
}

interface Alert {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: { summary: string; action: string; runbook: string };
}

const readPanels = async (): Promise<Panel[]> =>
  JSON.parse(await read('deploy/grafana/frontrow.json')).panels;

async function readAlerts(): Promise<Alert[]> {
  const { groups } = parse(await read('deploy/prometheus/alerts.yml'));
  return groups.flatMap((group: { rules: Alert[] }) => group.rules);
}

describe('the dashboard', () => {
  test('asks for nothing but what there is', async () => {
    const panels = await readPanels();
    const expressions = panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat }) => ({
        where: title,
        text: expr,
        shown: [...legendFormat.matchAll(/{{(\w+)}}/g)].map(([, label]) => label as string),
      })),
    );
    expect(expressions.length).toBeGreaterThan(30);
    expect(expressions.flatMap(faultsOf)).toEqual([]);
  });

  test('shows every figure of ours', async () => {
    const asked = (await readPanels())
      .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
      .join('\n');
    const ours = [...labelsOf.keys()].filter((name) => name.startsWith('frontrow_'));
    const metrics = new Set(ours.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    expect([...metrics].filter((name) => !asked.includes(name))).toEqual([]);
  });

  test('has a place of its own for every panel', async () => {
    const panels = await readPanels();
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos } of panels) {
      expect([title, gridPos.x + gridPos.w <= 24]).toEqual([title, true]);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, taken.has(`${x},${y}`)]).toEqual([title, false]);
          taken.add(`${x},${y}`);
        }
      }
    }
  });
});

describe('the alerts', () => {
  test('ask for nothing but what there is', async () => {
    const alerts = await readAlerts();
    expect(alerts.length).toBeGreaterThan(10);
    const expressions = alerts.map(({ alert, expr, annotations }) => ({
      where: alert,
      text: expr,
      shown: [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label as string),
    }));
    expect(expressions.flatMap(faultsOf)).toEqual([]);
  });

  test('say how grave it is, how long it must last, what is the matter and what to do', async () => {
    const runbooks = [...(await read('RELIABILITY.md')).matchAll(/^## (.+)$/gm)].map(
      ([, title = '']) => `RELIABILITY.md#${title.toLowerCase().replaceAll(' ', '-')}`,
    );
    const alerts = await readAlerts();
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
    for (const { alert, for: lasting, labels, annotations } of alerts) {
      expect(alert).toMatch(/^([A-Z][a-z]+)+$/);
      expect([alert, labels.severity]).toEqual([alert, expect.stringMatching(/^(critical|warning)$/)]);
      expect([alert, lasting]).toEqual([alert, expect.stringMatching(/^\d+[sm]$/)]);
      expect([alert, annotations.summary]).toEqual([alert, expect.stringMatching(/^.{20,}$/)]);
      expect([alert, annotations.action]).toEqual([alert, expect.stringMatching(/\.$/)]);
      expect([alert, runbooks.includes(annotations.runbook)]).toEqual([alert, true]);
    }
  });

  test('know how much a lane takes', async () => {
    for (const [lane, depth] of Object.entries(LANE_DEPTH)) {
      const [alert] = (await readAlerts()).filter(({ expr }) =>
        expr.includes(`frontrow_lane_depth{lane="${lane}"}`),
      );
      expect(Number(alert?.expr.match(/> (\d+)$/)?.[1])).toBe(depth * 0.8);
    }
  });
});

test.each([
  ['a bracket that is missing', 'sum(rate(frontrow_accepted_total[1m])', 'not understood at'],
  ['a metric that is not', 'frontrow_waitin', 'there is no frontrow_waitin'],
  ['a label that it has not', 'frontrow_waiting{lane="booking"}', 'frontrow_waiting has no label lane'],
  ['a lane that is not', 'frontrow_lane_depth{lane="payment"}', 'lane is never "payment"'],
  ['a grouping by what is not', 'sum by (kind) (frontrow_waiting)', 'nothing in it has a label kind'],
  [
    'a histogram taken for a counter',
    'rate(frontrow_decision_seconds[1m])',
    'there is no frontrow_decision_seconds',
  ],
])('%s is found', (_what, text, fault) => {
  expect(faultsOf({ where: 'here', text, shown: [] }).join('\n')).toContain(`here: ${fault}`);
});
