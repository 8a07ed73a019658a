import type { oas31 } from 'zod-openapi';
import type { Credential } from '../../contract/call.ts';
import { OPERATOR_COOKIE } from '../../operators/session-cookie.ts';

export const SECURITY_SCHEMES: Record<string, oas31.SecuritySchemeObject> = {
  userIdentity: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'A JWT of the identity provider which this server was told to trust (`IDENTITY=jwt`). Its `sub` is the user.',
  },
  trustedUserId: {
    type: 'apiKey',
    in: 'header',
    name: 'X-User-Id',
    description:
      'The id of the user, believed as it stands. Only on a server with `IDENTITY=trust`, which is for demos.',
  },
  queueToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token which joining a line answers. It stands for one user in one concert.',
  },
  operator: {
    type: 'http',
    scheme: 'bearer',
    description: 'The key of the operators, `ADMIN_KEY`.',
  },
  operatorSession: {
    type: 'apiKey',
    in: 'cookie',
    name: OPERATOR_COOKIE,
    description:
      'The session of an operator who signed in with a browser. Calls that change something say `X-Frontrow-Operator: 1` beside it, which no page of another site can.',
  },
};

/** Which schemes open a call; any one of them is enough, and an empty one means that none is needed. */
export const SECURITY: Record<Credential, oas31.SecurityRequirementObject[]> = {
  none: [],
  user: [{ userIdentity: [] }, { trustedUserId: [] }, { queueToken: [] }],
  identity: [{ userIdentity: [] }, { trustedUserId: [] }],
  token: [{ queueToken: [] }],
  visitor: [{ queueToken: [] }],
  'seat-viewer': [{ queueToken: [] }, {}],
  operator: [{ operator: [] }, { operatorSession: [] }],
};

/** Who may call, in a sentence. */
export const WHO_MAY_CALL: Record<Credential, string> = {
  none: 'Open to everybody.',
  user: 'For the user, by identity or by a queue token; one that has ended reads, and changes nothing any more.',
  identity: 'For the user, by identity and not by a queue token.',
  token: 'For the holder of a queue token of this concert.',
  visitor: 'For the holder of an admitted queue token of this concert.',
  'seat-viewer':
    'For the holder of an admitted queue token of this concert. Open to everybody where the concert has `waitingRoom.protects: "booking"`.',
  operator: 'For operators.',
};
