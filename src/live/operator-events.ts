import { z } from 'zod';
import { givenId, id } from '../contract/fields.ts';
import { actionAnswer, actionExample } from '../operators/actions.ts';
import { healthAnswer, healthExample } from '../operators/health.ts';
import { pointExample } from '../operators/history.ts';
import { point } from '../operators/sale-history.ts';
import { statsAnswer, statsExample } from '../operators/stats.ts';

const CONCERT = '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1';

/** What an operator's socket says: which sale is looked at. */
export const watch = z.object({ concertId: id.nullable() });

/** What the namespace `/operator` says and is told, by the name of the event. */
export const OPERATOR_EVENTS = {
  watch: {
    from: 'client',
    summary: 'An operator looks at a sale',
    description:
      'In the namespace `/operator`, to which a browser connects by its session and a program with `auth: { key }`. One sale at a time; null ends it.',
    payload: watch,
    example: { concertId: CONCERT },
  },
  sale: {
    from: 'server',
    summary: 'The sale that is looked at',
    description:
      'To operators, once a second: the figures, and the point of its history that is under way; the point with the same `at` takes the place of the one before.',
    payload: z.object({ concertId: givenId, stats: statsAnswer, point }),
    example: { concertId: CONCERT, stats: statsExample, point: pointExample },
  },
  health: {
    from: 'server',
    summary: 'How the service is',
    description:
      'To operators, when something changes and every five seconds, in the language of the connection.',
    payload: healthAnswer,
    example: healthExample,
  },
  action: {
    from: 'server',
    summary: 'An operator did something',
    description: 'To all operators, within a second, whoever did it by whatever process.',
    payload: actionAnswer,
    example: actionExample,
  },
} as const;

type Told = Omit<typeof OPERATOR_EVENTS, 'watch'>;
export type OperatorPayloads = { [Name in keyof Told]: z.output<Told[Name]['payload']> };
