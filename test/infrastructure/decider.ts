import { failFastRedis } from '../../config/redis.ts';
import { recordWithdrawals } from '../../src/sale/record-withdrawals.ts';
import { connectDatabase } from '../../src/database/connect.ts';
import { Decider } from '../../src/lane/decide.ts';
import type { LaneRole } from '../../src/lane/kind.ts';
import { openLog } from '../../src/observability/log.ts';
import { writePayments } from '../../src/booking/write-payments.ts';
import { type BookingHandlers, bookingLane } from '../../src/booking/booking-batch.ts';
import { releaseHolds } from '../../src/sale/release-holds.ts';
import { admissionLane } from '../../src/admission/admission-batch.ts';
import { LineCopy } from '../../src/admission/line-copy.ts';
import { admissionHandlers, bookingHandlers, faultOf } from '../../workers/handlers.ts';
import type { OnSale } from './on-sale.ts';
import { until } from './until.ts';

export interface OpenDecider {
  decide: Decider['decide'];
  close(): Promise<void>;
}

/**
 * One who decides lanes of a role when the test says so and not when a bell rings, on connections of its own:
 * directly or through what stands before the database, with the handlers of the workers or with others.
 */
export async function openDecider(
  onSale: OnSale,
  role: LaneRole,
  options: { databaseUrl?: string; handlers?: BookingHandlers } = {},
): Promise<OpenDecider> {
  const orm = connectDatabase(options.databaseUrl ?? onSale.databaseUrl, 'worker');
  const redis = failFastRedis(onSale.redis.url);
  const log = openLog('worker', 'silent');
  const lanes = {
    admission: () =>
      admissionLane({
        handlers: admissionHandlers,
        whenTokensEnd: releaseHolds,
        copy: new LineCopy({ orm, redis, log }),
      }),
    booking: () =>
      bookingLane({
        handlers: { ...bookingHandlers, ...options.handlers },
        whenSold: writePayments,
        whenWithdrawn: recordWithdrawals,
      }),
  };
  const decider = new Decider({ orm, lane: lanes[role](), faultOf, log });
  await until(() => redis.status === 'ready');
  return {
    decide: (lane) => decider.decide(lane),
    async close() {
      redis.disconnect();
      await orm.close(true);
    },
  };
}
