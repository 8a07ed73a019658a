import { apiEnvironment } from '../../config/environment.ts';
import { runRole } from '../run-role.ts';
import { startApi } from './api-process.ts';

await runRole(() => startApi(apiEnvironment()));
