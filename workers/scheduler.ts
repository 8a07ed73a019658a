import { enableCompileCache, flushCompileCache } from 'node:module';

// As in main.ts: a scheduler that comes in the place of a dead one should be there soon.
enableCompileCache();
const [{ roleEnvironment }, { runRole }, { startScheduler }] = await Promise.all([
  import('../config/environment.ts'),
  import('../src/run-role.ts'),
  import('./scheduler-process.ts'),
]);
flushCompileCache();

await runRole((stop) => startScheduler(roleEnvironment(), stop));
