import { roleEnvironment } from '../config/environment.ts';
import { runRole } from '../src/run-role.ts';
import { startWorkers } from './worker-process.ts';

await runRole((stop) => startWorkers(roleEnvironment(), stop));
