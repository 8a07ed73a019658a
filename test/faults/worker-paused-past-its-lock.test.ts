import { expect, test } from '@jest/globals';
import { LANE_LOCK_MS } from '../../config/limits.ts';
import type { Line } from '../infrastructure/at-that-line.ts';
import { startDoomed } from '../infrastructure/doomed-role.ts';
import { OnSale } from '../infrastructure/on-sale.ts';
import { type RoleProcess, settingsFor } from '../infrastructure/role-process.ts';
import { Session, untilBlocked } from '../infrastructure/session.ts';
import { until } from '../infrastructure/until.ts';
import { books, LANE_SCENES } from './lane-scenes.ts';

/** The bound, five seconds: how long a lane may stand still whose worker does. The rest is for a busy machine. */
const GOES_ON_MS = 8_000;

/** Where the worker falls asleep, by what it says to PostgreSQL. */
const LINES: Record<string, Pick<Line, 'when' | 'statement'>> = {
  'before its transaction': { when: 'asked', statement: '^begin' },
  'inside its transaction, all written': { when: 'asked', statement: '^commit' },
  'after its transaction': { when: 'answered', statement: '^commit' },
};

test.concurrent.each(Object.keys(LINES))(
  'a worker that sleeps %s for longer than its lock lasts changes nothing when it wakes',
  async (where) => {
    const onSale = await OnSale.start();
    let sleeper: RoleProcess | undefined;
    try {
      const { lane, transaction, ask, decidedOnce, latecomer } = await LANE_SCENES.booking(onSale);
      for (const worker of [...onSale.workers]) await onSale.stop(worker);
      const line = LINES[where] as (typeof LINES)[string];
      const isInside = line.statement === '^commit';
      sleeper = await startDoomed('workers', settingsFor(onSale), {
        ...line,
        inTransaction: isInside ? transaction : undefined,
        signal: 'SIGSTOP',
      });
      // Those who pay are decided together, by the sleeper, who then may not be the only one.
      const held = isInside ? await Session.holdingLane(onSale, lane) : null;
      const asked = ask();
      if (held === null) await sleeper.says('at that line');
      else await untilBlocked(onSale);
      await onSale.addWorkers();
      await held?.end();
      await sleeper.says('at that line');
      const asleepAt = performance.now();

      expect((await latecomer()).status).toBe(201);
      expect(performance.now() - asleepAt).toBeLessThan(GOES_ON_MS);
      await decidedOnce(await Promise.all(asked));
      await until(() => performance.now() - asleepAt > LANE_LOCK_MS);

      const before = await books(onSale);
      sleeper.signal('SIGCONT');
      // Whatever it was about to do it has done when it ends in good order.
      expect(await sleeper.drain()).toMatchObject({ code: 0 });
      expect(await books(onSale)).toEqual(before);
      expect(await onSale.invariants()).toEqual([]);
    } finally {
      sleeper?.signal('SIGKILL');
      await onSale.close();
    }
  },
  60_000,
);
