import { enableCompileCache, flushCompileCache } from 'node:module';

// What a start compiles, later ones only read, and a worker that comes in the place of a dead one is there in half the
// time. So the modules are asked for after this, and written down at once: who is killed writes nothing at its end.
enableCompileCache();
const [{ roleEnvironment }, { runRole }, { startWorkers }] = await Promise.all([
  import('../config/environment.ts'),
  import('../src/run-role.ts'),
  import('./worker-process.ts'),
]);
flushCompileCache();

await runRole((stop) => startWorkers(roleEnvironment(), stop));
