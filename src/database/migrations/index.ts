import { OnSale20261120 } from './2026-11-20-on-sale.ts';
import { LighterRows20261120 } from './2026-11-20a-lighter-rows.ts';
import { RoomSince20261120 } from './2026-11-20b-room-since.ts';
import { Operators20261120 } from './2026-11-20c-operators.ts';
import { VisitsEnd20261128 } from './2026-11-28b-visits-end.ts';
import { HoldsChange20261128 } from './2026-11-28c-holds-change.ts';
import { WhoIsThere20261128 } from './2026-11-28d-who-is-there.ts';
import { VisitsMeasured20261128 } from './2026-11-28e-visits-measured.ts';
import { Revisions20261128 } from './2026-11-28g-revisions.ts';
import { SaleStates20261128 } from './2026-11-28h-sale-states.ts';
import { SessionKeys20261128 } from './2026-11-28j-session-keys.ts';
import { Persons20261128 } from './2026-11-28k-persons.ts';
import { LongerNames20261128 } from './2026-11-28ka-longer-names.ts';
import { SummarizedByService20261128 } from './2026-11-28n-summarized-by-service.ts';
import { NamesOfUsers20261128 } from './2026-11-28o-names-of-users.ts';
import { SeatNames20261128 } from './2026-11-28q-seat-names.ts';
import { AuditProgress20261128 } from './2026-11-28r-audit-progress.ts';
import { Credits20261129 } from './2026-11-29a-credits.ts';
import { Drafts20261129 } from './2026-11-29b-drafts.ts';

/** In the order in which they are applied; a name, once released, never changes. */
export const migrations = [
  { name: '2026-11-20-on-sale', class: OnSale20261120 },
  { name: '2026-11-20a-lighter-rows', class: LighterRows20261120 },
  { name: '2026-11-20b-room-since', class: RoomSince20261120 },
  { name: '2026-11-20c-operators', class: Operators20261120 },
  { name: '2026-11-28b-visits-end', class: VisitsEnd20261128 },
  { name: '2026-11-28c-holds-change', class: HoldsChange20261128 },
  { name: '2026-11-28d-who-is-there', class: WhoIsThere20261128 },
  { name: '2026-11-28e-visits-measured', class: VisitsMeasured20261128 },
  { name: '2026-11-28g-revisions', class: Revisions20261128 },
  { name: '2026-11-28h-sale-states', class: SaleStates20261128 },
  { name: '2026-11-28j-session-keys', class: SessionKeys20261128 },
  { name: '2026-11-28k-persons', class: Persons20261128 },
  { name: '2026-11-28ka-longer-names', class: LongerNames20261128 },
  { name: '2026-11-28n-summarized-by-service', class: SummarizedByService20261128 },
  { name: '2026-11-28o-names-of-users', class: NamesOfUsers20261128 },
  { name: '2026-11-28q-seat-names', class: SeatNames20261128 },
  { name: '2026-11-28r-audit-progress', class: AuditProgress20261128 },
  { name: '2026-11-29a-credits', class: Credits20261129 },
  { name: '2026-11-29b-drafts', class: Drafts20261129 },
];
