import type { ZodType } from 'zod';
import { OPERATOR_PAYLOADS } from '../../language/operator-answers.ts';
import { watch } from '../../live/operator-sockets.ts';
import { EXAMPLES } from './examples.ts';
import { OPERATOR_EXAMPLES } from './operator-examples.ts';

const CONCERT = '6f1d2c9e-4b0a-4e57-9a3c-1d2b8f60c7a1';

/** What an operator's socket says and is told, in the namespace `/operator`. */
interface OperatorMessage {
  name: string;
  action: 'send' | 'receive';
  summary: string;
  description: string;
  payload: ZodType;
  example: unknown;
}

const answered = (call: string) => (OPERATOR_EXAMPLES[call] ?? EXAMPLES[call])?.answers?.[200];
const first = (list: unknown) => (list as unknown[])[0];

export const OPERATOR_MESSAGES: readonly OperatorMessage[] = [
  {
    name: 'watch',
    action: 'receive',
    summary: 'An operator looks at a sale',
    description:
      'In the namespace `/operator`, to which a browser connects by its session and a program with `auth: { key }`. One sale at a time; null ends it.',
    payload: watch,
    example: { concertId: CONCERT },
  },
  {
    name: 'sale',
    action: 'send',
    summary: 'The sale that is looked at',
    description:
      'To operators, once a second: the figures, and the point of its history that is under way; the point with the same `at` takes the place of the one before.',
    payload: OPERATOR_PAYLOADS.sale,
    example: {
      concertId: CONCERT,
      stats: answered('getAdminConcertStats'),
      point: first((answered('getAdminConcertHistory') as { points: unknown }).points),
    },
  },
  {
    name: 'health',
    action: 'send',
    summary: 'How the service is',
    description:
      'To operators, when something changes and every five seconds, in the language of the connection.',
    payload: OPERATOR_PAYLOADS.health,
    example: answered('getAdminHealth'),
  },
  {
    name: 'action',
    action: 'send',
    summary: 'An operator did something',
    description: 'To all operators, within a second, whoever did it by whatever process.',
    payload: OPERATOR_PAYLOADS.action,
    example: first((answered('getAdminActions') as { actions: unknown }).actions),
  },
];
