import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Files, readFiles } from './files.ts';
import {
  brokenImports,
  clientImports,
  cycles,
  deciderImports,
  environmentReaders,
  importsOf,
  kernelImports,
  strangeImports,
  upwardImports,
} from './house.ts';

/** All that runs in production, and what its clients are made of. */
let files: Files;
beforeAll(async () => {
  const all = await readFiles('client', 'config', 'src', 'workers', 'start');
  files = new Map([...all].filter(([path]) => path.endsWith('.ts')));
});

const house = (made: Record<string, string>): Files => new Map(Object.entries(made));

test('every file and every import is seen', () => {
  expect(files.size).toBeGreaterThan(100);
  expect(files.has('src/on-sale.ts')).toBe(true);
  expect(importsOf(files).length).toBeGreaterThan(300);
  expect(brokenImports(files)).toEqual([]);
});

test('an import is found however it is written', () => {
  const text = [
    "import { a } from './a.ts';",
    "import type { B } from '../b.ts';",
    "import c, {\n  d,\n  type E,\n} from './deep/c.ts';",
    "import * as f from './f.ts';",
    "import './g.ts';",
    "export { h } from './h.ts';",
    "export * from './i.ts';",
    "const j = await import('./j.ts');",
    "import { z } from 'zod';",
    "// import { no } from './no.ts';",
  ].join('\n');
  expect(importsOf(house({ 'src/x/one.ts': text }))).toEqual([
    { from: 'src/x/one.ts', to: 'src/x/a.ts', typeOnly: false },
    { from: 'src/x/one.ts', to: 'src/b.ts', typeOnly: true },
    { from: 'src/x/one.ts', to: 'src/x/deep/c.ts', typeOnly: false },
    { from: 'src/x/one.ts', to: 'src/x/f.ts', typeOnly: false },
    { from: 'src/x/one.ts', to: 'src/x/g.ts', typeOnly: false },
    { from: 'src/x/one.ts', to: 'src/x/h.ts', typeOnly: false },
    { from: 'src/x/one.ts', to: 'src/x/i.ts', typeOnly: false },
    { from: 'src/x/one.ts', to: 'src/x/j.ts', typeOnly: false },
  ]);
});

describe('imports go one way, from the upper floors to the lower', () => {
  test('in our house', () => {
    expect(upwardImports(files)).toEqual([]);
  });

  test('and whoever imports upwards, or lives nowhere, is found', () => {
    const planted = house({
      'src/sale/ledger.ts':
        "import { pay } from '../booking/pay.ts';\nimport { iso } from '../database/iso.ts';",
      'src/booking/pay.ts': "import type { Transfer } from '../sale/ledger.ts';",
      'src/sale/concert.ts': "import type { RouteParts } from '../api/routes.ts';",
      'src/lane/decide.ts': "import type { Orm } from '../database/connect.ts';",
      'src/lane/accept.ts': "import { connectDatabase } from '../database/connect.ts';",
      'src/utils/strings.ts': '',
    });
    expect(upwardImports(planted)).toEqual([
      'src/utils/strings.ts stands on no floor',
      'src/sale/ledger.ts -> src/booking/pay.ts',
      'src/sale/concert.ts -> src/api/routes.ts',
      'src/lane/accept.ts -> src/database/connect.ts',
    ]);
  });
});

describe('kinds are decided by workers alone', () => {
  test('in our house', () => {
    expect(deciderImports(files)).toEqual([]);
    const deciding = importsOf(files).filter(({ to }) => to === 'src/lane/decider.ts');
    expect(deciding.map(({ from }) => from)).toContain('workers/worker-process.ts');
  });

  test('and whoever else decides is found', () => {
    const line = "import { Decider } from '../lane/decider.ts';";
    expect(deciderImports(house({ 'src/api/submit.ts': line, 'src/lane/decider.ts': '' }))).toEqual([
      'src/api/submit.ts -> src/lane/decider.ts',
    ]);
    const worker = "import { Decider } from '../src/lane/decider.ts';";
    expect(deciderImports(house({ 'workers/worker-process.ts': worker }))).toEqual([]);
  });
});

describe('the lane kernel knows nothing of concerts', () => {
  test('in our house', () => {
    expect(kernelImports(files)).toEqual([]);
    expect(importsOf(files).some(({ from }) => from.startsWith('src/lane/'))).toBe(true);
  });

  test('and what it must not know, also by type alone, is found', () => {
    const planted = house({
      'src/lane/decide.ts':
        "import type { QueueToken } from '../sale/tokens.ts';\nimport { KINDS } from '../on-sale.ts';",
      'src/lane/accept.ts': "import { LANE_DEPTH } from '../../config/limits.ts';\nimport './kind.ts';",
    });
    expect(kernelImports(planted)).toEqual([
      'src/lane/decide.ts -> src/sale/tokens.ts',
      'src/lane/decide.ts -> src/on-sale.ts',
    ]);
  });
});

describe('workers know nothing of those who answer, and the start knows nobody', () => {
  test('in our house', () => {
    expect(strangeImports(files)).toEqual([]);
  });

  test('and an acquaintance is found', () => {
    const planted = house({
      'workers/roster.ts': "import { ko } from '../src/language/ko.ts';\nimport '../src/lane/kind.ts';",
      'start/demo.ts': "import { pay } from '../src/booking/pay.ts';\nimport '../config/limits.ts';",
    });
    expect(strangeImports(planted)).toEqual([
      'workers/roster.ts -> src/language/ko.ts',
      'start/demo.ts -> src/booking/pay.ts',
    ]);
  });
});

describe('the client stands by itself', () => {
  test('in our house', () => {
    expect(clientImports(files)).toEqual([]);
    expect(files.has('client/http.ts')).toBe(true);
  });

  test('and what browsers and integrators do not have is found', () => {
    const planted = house({
      'client/http.ts':
        "import type { Problem } from '../src/contract/problem.ts';\nimport { once } from 'node:events';",
      'client/live.ts': "import {\n  io,\n} from 'socket.io-client';\nexport { asks } from './http.ts';",
      'client/index.ts': "export * from './generator/schema-type.ts';",
      'client/generator/main.ts': "import { ROUTES } from '../../src/api/routes.ts';",
    });
    expect(clientImports(planted)).toEqual([
      'client/http.ts -> src/contract/problem.ts',
      'client/http.ts -> node:events',
      'client/index.ts -> client/generator/schema-type.ts',
    ]);
  });
});

describe('no file imports itself, by whatever detour', () => {
  test('in our house', () => {
    expect(cycles(files)).toEqual([]);
  });

  test('and a ring is found, but for types, which are gone when the program runs', () => {
    const planted = house({
      'src/lane/a.ts': "import './b.ts';",
      'src/lane/b.ts': "import { c } from './c.ts';\nimport type { D } from './d.ts';",
      'src/lane/c.ts': "export * from './a.ts';",
      'src/lane/d.ts': "import './b.ts';",
    });
    expect(cycles(planted)).toEqual(['src/lane/a.ts -> src/lane/b.ts -> src/lane/c.ts -> src/lane/a.ts']);
  });
});

describe('the environment is read in one place', () => {
  test('in our house', () => {
    expect(environmentReaders(files)).toEqual([]);
  });

  test('and whoever reads it elsewhere is found', () => {
    const text = 'const { PORT } = process.env;';
    const planted = house({
      'config/environment.ts': text,
      'start/inherited-environment.ts': text,
      'src/api/main.ts': text,
      'start/main.ts': "const port = process['env'].PORT;",
      'workers/main.ts': 'process.exit(0);',
    });
    expect(environmentReaders(planted)).toEqual(['src/api/main.ts', 'start/main.ts']);
  });
});
