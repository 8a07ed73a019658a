import type { Demo } from './demo.ts';

export interface SummaryOptions {
  api: string;
  /** Null when the operator gave it and so knows it. */
  adminKey: string | null;
  demo: Demo | null;
  logFile: string;
  tookMs: number;
}

/** What a person wants to know once everything runs. */
export function summary({ api, adminKey, demo, logFile, tookMs }: SummaryOptions): string {
  const lines: [string, string][] = [
    ['Fans', `${api}/`],
    ['Operators', `${api}/admin`],
    ['API', `${api}/v1`],
    ['Description', `${api}/docs`],
    ['Queues', `${api}/admin/queues  (any user name, the admin key as password)`],
    ['Metrics', `${api}/metrics`],
    ['Admin key', adminKey ?? 'the one in ADMIN_KEY'],
    ...(demo?.concerts ?? []).map(({ id, title }): [string, string] => ['Concert', `${id}  ${title}`]),
    ...(demo?.users ?? []).map(({ id, name }): [string, string] => ['Demo user', `${id}  ${name}`]),
    ['Log', logFile],
    ['Stop', 'Ctrl-C'],
  ];
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  const rows = lines.map(([name, value]) => `  ${name.padEnd(width)}${value}`);
  return ['', `Frontrow is ready (${(tookMs / 1000).toFixed(1)} s).`, '', ...rows, ''].join('\n');
}
