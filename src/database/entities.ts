import { Concert } from '../sale/concert.ts';
import { WaitingRoom } from '../sale/waiting-room.ts';

/**
 * Every entity, for MikroORM: what a batch has one of. What comes by the hundred, such as requests, tokens,
 * reservations and ledger entries, is read and written in bulk by SQL, in the unit of work's transaction.
 */
export const entities = [Concert, WaitingRoom];
