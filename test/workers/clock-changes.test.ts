import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const program = join(import.meta.dirname, 'looks-over-changes.ts');

test.concurrent.each([
  ['America/New_York', 'spring', '2026-03-08T07:00:00Z'],
  ['America/New_York', 'autumn', '2026-11-01T06:00:00Z'],
  ['Europe/London', 'spring', '2026-03-29T01:00:00Z'],
  ['Europe/London', 'autumn', '2026-10-25T01:00:00Z'],
])(
  'a scheduler in %s looks every second while clocks are changed in %s',
  async (zone, _season, change) => {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, [program, change], {
      env: { PATH, NODE_COMPILE_CACHE, TZ: zone },
      timeout: 50_000,
    });
    expect(JSON.parse(stdout).latestMs).toBeLessThanOrEqual(1_000);
  },
  60_000,
);
