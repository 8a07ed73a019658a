import { createRequire, flushCompileCache, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { type Globals, giveGlobals } from './test-globals.ts';

/*
 * Jest's own runner, but that files are imported as Node imports them. Jest would give each file a world of its own
 * and evaluate the whole engine with its libraries in it again: more than two seconds of a processor for each of a
 * hundred and fifty files. Here a worker loads them once, and its files see one another's modules, as they would in
 * production. A file takes down what it set up; `process.env` and patched globals as well.
 */

type Adapter = (...given: unknown[]) => Promise<unknown>;

const require = createRequire(import.meta.url);
const adapter: Adapter = require('jest-circus/runner').default;

const ours = new URL('test-globals.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: ours, shortCircuit: true } : next(specifier, context),
});

/** What the adapter asks Jest's module system for. */
const asNodeDoes = {
  /** Afresh for each file, with its state, which is in globals. */
  requireInternalModule(path: string): unknown {
    delete require.cache[path];
    Reflect.deleteProperty(globalThis, Symbol.for('EVENT_HANDLERS'));
    return require(path);
  },
  requireModule: require,
  setGlobalsForRuntime: (globals: Globals): void => giveGlobals(globals),
  unstable_shouldLoadAsEsm: (): boolean => true,
  unstable_importModule: (path: string): Promise<unknown> => import(pathToFileURL(path).href),
  enterTestCode(): void {},
  leaveTestCode(): void {},
};

const run: Adapter = async (globalConfig, config, environment, _runtime, testPath, sendMessageToJest) => {
  const ran = await adapter(globalConfig, config, environment, asNodeDoes, testPath, sendMessageToJest);
  // For the processes that tests start: some of them are killed and leave nothing compiled behind.
  flushCompileCache();
  return ran;
};

export default run;
