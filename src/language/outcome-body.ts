import type { Outcome, ResultOf } from '../lane/kind.ts';
import { type Code, type FieldFault, STATUS_OF } from '../contract/refusals.ts';
import type { KindName, RequestKinds } from '../on-sale.ts';
import type { TokenSigner } from '../admission/token-jwt.ts';
import { type Language, sentences } from './language.ts';

/** An RFC 9457 problem: the refusal in the reader's words. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: Code;
  detail: string;
  errors?: FieldFault[];
  requestId?: string;
}

export interface Body {
  status: number;
  body: Record<string, unknown>;
}

/** The problem of a code. `title` is the same for everybody, `detail` is in the reader's language. */
export const problemOf = (
  code: Code,
  language: Language,
  more: { errors?: FieldFault[]; requestId?: string } = {},
): Problem => ({
  type: `/docs#${code}`,
  title: sentences('en').refusals[code],
  status: STATUS_OF[code],
  code,
  detail: sentences(language).refusals[code],
  ...more,
});

type Writers = {
  [Name in KindName]: (result: ResultOf<RequestKinds[Name]>, language: Language, signer: TokenSigner) => Body;
};

/** What each kind answers when it succeeded. A kind without a body does not compile. */
const BODIES: Writers = {
  'issue-token': (result, language, signer) => {
    const { messages } = sentences(language);
    const { tokenId, userId, concertId, joinedAt, ...place } = result;
    const token = signer.sign({ tokenId, userId, concertId }, new Date(joinedAt));
    const message = place.status === 'ACTIVE' ? messages.admitted() : messages.waiting(place);
    return { status: 201, body: { token, ...place, message } };
  },
  'leave-queue': (result, language) => ({
    status: 200,
    body: { ...result, message: sentences(language).messages.left() },
  }),
  reserve: ({ holdSeconds, ...result }, language) => ({
    status: 201,
    body: { ...result, message: sentences(language).messages.held({ holdSeconds }) },
  }),
  release: (result, language) => ({
    status: 200,
    body: { ...result, message: sentences(language).messages.released() },
  }),
  'withdraw-hold': (result, language) => ({
    status: 200,
    body: { ...result, message: sentences(language).messages.released() },
  }),
  pay: ({ reservationIds, ...result }, language) => {
    const { messages } = sentences(language);
    return {
      status: 201,
      body: {
        ...result,
        reservationId: reservationIds[0],
        reservationIds,
        status: 'PAID',
        reservation: { status: 'CONFIRMED', message: messages.confirmed() },
        token: { status: 'COMPLETED' },
        message: messages.paid(),
      },
    };
  },
};

/** The body of a stored result, for one reader. */
export const bodyOf = (kind: string, result: unknown, language: Language, signer: TokenSigner): Body =>
  BODIES[kind as KindName](result as never, language, signer);

/** Of `result` and `problem` there is one. */
interface SettledBody {
  requestId: string;
  kind: string;
  status: 'succeeded' | 'failed';
  result?: Record<string, unknown>;
  problem?: Problem;
}

/** A settled request as the socket tells it and `/v1/requests/{id}` shows it. */
export function settledBody(
  request: { requestId: string; kind: string; outcome: Outcome },
  language: Language,
  signer: TokenSigner,
): SettledBody {
  const { requestId, kind, outcome } = request;
  if ('refused' in outcome) {
    return {
      requestId,
      kind,
      status: 'failed',
      problem: problemOf(outcome.refused, language, { requestId }),
    };
  }
  return {
    requestId,
    kind,
    status: 'succeeded',
    result: bodyOf(kind, outcome.result, language, signer).body,
  };
}
