import { connectDatabase, type Orm } from '../src/database/connect.ts';
import { type Stage, TOKEN_SECRET } from './stage/stage.ts';

/** Something that can sell seats over HTTP: ours, or what ours is compared with. */
export interface Contender {
  name: 'frontrow' | 'direct' | 'direct-statement';
  origin: string;
  orm: Orm;
}

/** The system itself: one API, one worker, one scheduler. */
export async function frontrow(stage: Stage): Promise<Contender> {
  await stage.enter({ apis: 1, workers: 1, schedulers: 1 });
  return { name: 'frontrow', origin: stage.origin('api'), orm: stage.orm };
}

/** The direct design, on a database of its own in the same server. */
export async function direct(stage: Stage, way: 'transaction' | 'statement'): Promise<Contender> {
  const name = way === 'transaction' ? 'direct' : 'direct-statement';
  const databaseUrl = await stage.anotherDatabase(name.replace('-', '_'));
  const settings = JSON.stringify({ databaseUrl, tokenSecret: TOKEN_SECRET, way });
  await stage.start(name, 'bench/references/direct.ts', 'listening', {}, [settings]);
  return {
    name,
    origin: stage.origin(name),
    orm: connectDatabase(databaseUrl, 'migrate'),
  };
}
