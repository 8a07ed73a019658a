/*
 * What test files and their helpers get when they import `@jest/globals`. A helper is loaded once and serves many
 * files, so each name looks up what belongs to the file that runs now. There is no `jest`: nothing is mocked here.
 */

type Callable = (...given: unknown[]) => unknown;
export type Globals = Record<string, Callable>;

let current: Globals = {};

export function giveGlobals(globals: Globals): void {
  current = globals;
}

function ofTheFile(name: string): Callable {
  const now = (): Callable => {
    const found = current[name];
    if (found === undefined) throw new Error(`${name} is there only while a test file runs`);
    return found;
  };
  return new Proxy((() => {}) as Callable, {
    apply: (_target, self, given) => Reflect.apply(now(), self, given),
    get: (_target, key) => Reflect.get(now(), key),
  });
}

export const afterAll: Callable = ofTheFile('afterAll');
export const afterEach: Callable = ofTheFile('afterEach');
export const beforeAll: Callable = ofTheFile('beforeAll');
export const beforeEach: Callable = ofTheFile('beforeEach');
export const describe: Callable = ofTheFile('describe');
export const expect: Callable = ofTheFile('expect');
export const it: Callable = ofTheFile('it');
export const test: Callable = ofTheFile('test');
