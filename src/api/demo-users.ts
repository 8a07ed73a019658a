import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const kept = z.object({ users: z.array(z.object({ id: z.guid(), name: z.string() })) });

export type DemoUser = z.output<typeof kept>['users'][number];

/** The users of the demo that `npm start` made; null while there is none. */
export async function readDemoUsers(file: string | null): Promise<DemoUser[] | null> {
  if (file === null) return null;
  try {
    return kept.parse(JSON.parse(await readFile(file, 'utf8'))).users;
  } catch {
    // It is made after the start, or was never made, or somebody is writing it.
    return null;
  }
}
