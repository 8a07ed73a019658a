import { roleEnvironment } from '../config/environment.ts';
import { runRole } from '../src/run-role.ts';
import { startScheduler } from './scheduler-process.ts';

await runRole((stop) => startScheduler(roleEnvironment(), stop));
