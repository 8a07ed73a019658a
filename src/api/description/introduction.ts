import {
  BODY_BYTES,
  IDEMPOTENCY_KEY_CHARACTERS,
  OPERATOR_BODY_BYTES,
  PREFER_WAIT_SECONDS,
} from '../../../config/limits.ts';
import { problemOf } from '../../contract/problem.ts';
import { USER_NAMESPACE } from '../../identity/user-id.ts';

const kibibytes = (bytes: number) =>
  bytes < 1_048_576 ? `${bytes / 1_024} KiB` : `${bytes / 1_048_576} MiB`;

const json = (value: unknown) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

const WRONG_FIELD = problemOf('INVALID_REQUEST', 'en', {
  errors: [{ pointer: '/seatNumbers/0', detail: 'must be at least 1' }],
});

/** What one has to know before the first call, in Markdown, for every tool that reads the document. */
export const INTRODUCTION = `
Everything that a shop needs to sell a concert to a crowd that comes all at once.

## From the door to the seat

Five calls take a fan from the door to a paid seat.

1. **Join the line**: the answer carries the queue token and the place.
2. **Wait for the turn**: the \`queue\` event tells the exact rank, or ask for it.
3. Once \`ACTIVE\`, **read the seats**; the \`seats\` event keeps them current.
4. **Hold the seats**: nobody else gets them until the hold ends.
5. **Pay** from the wallet: money, seats and token change together or not at all.

\`\`\`sh
FRONTROW=localhost:8080
line="$FRONTROW/v1/concerts/$CONCERT_ID"

# 1. join
TOKEN=$(curl -s -X POST "$line/tokens" \\
  -H "Authorization: Bearer $IDENTITY" \\
  -H "Prefer: wait=10" | jq -r .token)

# 2. whose turn is it
curl -s "$line/tokens/me" \\
  -H "Authorization: Bearer $TOKEN"

# 3. which seats are free
curl -s "$line/dates/2027-05-01/seats" \\
  -H "Authorization: Bearer $TOKEN"

# 4. hold two of them
HOLD=$(curl -s -X POST "$line/reservations" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Prefer: wait=10" \\
  -H "Content-Type: application/json" \\
  -d '{"date":"2027-05-01","seatNumbers":[12,13]}' \\
  | jq -r .reservationId)

# 5. pay
curl -s -X POST "$line/payments" \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "Prefer: wait=10" \\
  -H "Idempotency-Key: $HOLD" \\
  -H "Content-Type: application/json" \\
  -d "{\\"reservationId\\":\\"$HOLD\\"}"
\`\`\`

## Conventions

- JSON in camelCase and UTF-8, sent as \`application/json\`. A body is at most ${kibibytes(BODY_BYTES)}, an operator’s ${kibibytes(OPERATOR_BODY_BYTES)}.
- Times are ISO 8601 in UTC. Dates are \`YYYY-MM-DD\`, the calendar date at the venue. Ids are UUIDs.
- Money is a whole number in the minor unit of the currency. KRW has none: 1 is 1 won.
- A list answers \`next\`, the path of its next page, or null.
- Answers may gain fields at any time; ignore those you do not know. Unknown fields in a request are refused.
- Send \`X-Correlation-Id\` to find your request in the logs. The answer repeats it, and makes one where none was sent.

## Asynchronous by default

A write of the booking is accepted first and decided in the order of arrival: joining, leaving, reserving, releasing,
paying. The answer is \`202\` with \`Location\`, the address of the outcome. The outcome is pushed as the \`request\` event
and stays readable at \`/v1/requests/{requestId}\` for at least 24 hours. Every accepted request ends in exactly one
outcome, whatever fails in between.

${json({ requestId: '0192f0c1-79ff-7b12-a4c0-6d3e1f8a2b57', status: 'queued' })}

To wait for it, send \`Prefer: wait=N\` with N from 1 to ${PREFER_WAIT_SECONDS} seconds. The answer is then the outcome
itself, success or problem, with \`Preference-Applied\`. If N seconds pass first, it is the \`202\` after all.

## Sending twice is safe

Every write takes an \`Idempotency-Key\` of 1 to ${IDEMPOTENCY_KEY_CHARACTERS} printable ASCII characters. The same key
from the same user with the same method, path and body answers the first outcome and performs nothing twice, also when
both arrive at the same instant or the token has ended since. With another method, path or body it is
\`IDEMPOTENCY_KEY_REUSED\`. Keys are kept for at least 24 hours.

An answer by which nothing was accepted is no outcome, so the same key may try again: \`SERVER_BUSY\`, \`RATE_LIMITED\`,
\`CHARGE_FAILED\` and whatever ends in \`_UNAVAILABLE\`. Every outcome of an accepted request is final, \`PAYMENT_FAILED\`
included.

## Who is calling

- **User**: a JWT of your identity provider as the bearer token; its \`sub\` is the user. For joining a line, and for the
  own wallet, reservations and requests. A \`sub\` that is a UUID is the user’s id; any other text of 1 to 255 characters
  becomes UUIDv5(UUIDv5(\`${USER_NAMESPACE}\`, \`iss\`), \`sub\`), both in UTF-8 (no \`iss\`: the empty text). The first join
  makes the user, by the claim \`name\`; a claim \`person\` (1 to 255 characters) says which accounts are one person. Clocks
  may differ by 5 seconds, and a key of yours that is new is \`SERVER_BUSY\` for at most as long. A demo server (\`IDENTITY=trust\`) believes the header \`X-User-Id\` instead.
- **Queue token**: the token that joining answers, as the bearer token. It stands for one user in one concert and opens
  whatever its place in the line allows.
- **Operator**: the operators’ key as the bearer token, for everything under \`/v1/admin\`.

What belongs to somebody else does not exist for you: it is a \`404\`. A token that has ended is refused for everything in
its concert, but until its \`exp\` it still tells who its user is: wallet, reservations and requests stay readable.
Nothing can be changed by it, and no token joins the line of another concert: that takes the user.

## Language

Sentences for people, \`message\` and \`detail\`, are in the language of \`Accept-Language\`: \`ko\`, the default, or \`en\`.
\`Content-Language\` says which. Show them as they are; branch on \`status\` and \`code\`.

## Errors

A refusal is an RFC 9457 problem, sent as \`application/problem+json\`. \`code\` is stable and for programs; \`type\` leads to
its explanation among the refusals; \`detail\` is for people.

${json(WRONG_FIELD)}

Where several would fit, it is the first of: credential, turn, existence and ownership, state, limits, availability or
balance. \`RATE_LIMITED\` and \`SERVER_BUSY\` say in \`Retry-After\` after how many seconds it is worth trying again.

## Live events

What the server tells without being asked, over Socket.IO: the place in the line, outcomes, seats as they are taken,
holds and tokens that run out. [Read about every event](/docs/events), or take the description,
[\`/asyncapi.json\`](/asyncapi.json).
`.trim();
