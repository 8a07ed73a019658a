import { access, constants, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { portTrouble } from './address.ts';
import { StartError } from './start-error.ts';

/** What would fail later and deeper is better said before anything runs. */

export async function refuseTakenPort(host: string, port: number): Promise<void> {
  const trouble = await portTrouble(host, port);
  if (trouble === null) return;
  if (trouble.code === 'EADDRINUSE') {
    throw new StartError(`Port ${port} is in use: stop what listens there, or set PORT to another.`);
  }
  throw new StartError(`PORT ${port} of HOST ${host} cannot be listened on: ${trouble.message}.`);
}

export async function usableDataDir(path: string): Promise<string> {
  const dataDir = resolve(path);
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(`DATA_DIR ${dataDir} cannot be used: ${(error as Error).message}.`);
  }
  return dataDir;
}
