import type { Redis } from 'ioredis';
import type { Identity } from '../../../config/environment.ts';
import type { Orm } from '../../database/connect.ts';
import type { Doorbell } from '../../lane/doorbell.ts';
import type { Log } from '../../observability/log.ts';
import type { Metrics } from '../../observability/metrics.ts';
import type { RecentNotices } from '../../operators/notices.ts';
import type { SaleHistory } from '../../operators/sale-history.ts';
import type { OperatorSessions } from '../../operators/sessions.ts';
import type { Places } from '../../admission/places.ts';
import type { TokenSigner } from '../../admission/token-jwt.ts';
import type { ConcertReads } from '../../reads/concert-reads.ts';
import type { Route } from '../route.ts';
import type { Submit } from '../submit.ts';
import { concertRoutes } from './concerts.ts';
import { dateRoutes } from './dates.ts';
import { operationRoutes } from './operations.ts';
import { operatorSessionRoutes } from './operator-sessions.ts';
import { operatorRoutes } from './operators.ts';
import { requestRoutes } from './requests.ts';
import { reservationRoutes } from './reservations.ts';
import { saleRoutes } from './sales.ts';
import { serviceRoutes } from './service.ts';
import { waitingRoomRoutes } from './waiting-room.ts';
import { walletRoutes } from './wallet.ts';

export interface RouteParts {
  orm: Orm;
  redis: Redis;
  submit: Submit;
  concerts: ConcertReads;
  places: Places;
  signer: TokenSigner;
  doorbell: Doorbell;
  sessions: OperatorSessions;
  history: SaleHistory;
  notices: RecentNotices;
  visitors: { identity: Identity['mode']; demoFile: string | null };
  isAdminKey: (given: string) => boolean;
  metrics: Metrics;
  log: Log;
}

/** Every call of the contract. */
export const allRoutes = (parts: RouteParts): Route[] => [
  ...waitingRoomRoutes(parts),
  ...concertRoutes(parts),
  ...reservationRoutes(parts),
  ...walletRoutes(parts),
  ...requestRoutes(parts),
  ...operatorSessionRoutes(parts),
  ...operatorRoutes(parts),
  ...saleRoutes(parts),
  ...dateRoutes(parts),
  ...operationRoutes(parts),
  ...serviceRoutes(parts),
];
