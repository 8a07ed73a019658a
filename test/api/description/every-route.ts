import { allRoutes } from '../../../src/api/routes/index.ts';

/** The table of all calls. Building it uses none of the parts that its handlers would work with. */
export const EVERY_ROUTE = allRoutes({} as never);
