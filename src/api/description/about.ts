/** The version of the contract, not of the program: it grows only when what clients see grows. */
export const API_VERSION = '1.0.0';

/** What the machine-readable documents say of themselves. */
export const ABOUT = {
  summary: 'The on-sale engine: a fair waiting room, held seats, a wallet and payments, told live.',
  http: [
    'JSON in camelCase and UTF-8. Times are ISO 8601 in UTC, ids are UUIDs, dates are calendar dates at the venue, and money is a whole number in the minor unit of the currency.',
    '**Asynchronous by default.** A write of the booking answers `202` with `{ requestId, status: "queued" }` and `Location: /v1/requests/{requestId}`. The outcome is pushed over Socket.IO (`/asyncapi.json`) and stays readable at that address for at least 24 hours. With `Prefer: wait=N` the answer is the outcome itself, or the `202` when N seconds pass first.',
    '**Idempotency-Key** on a write: the same key with the same method, path and body answers the first outcome and performs nothing twice.',
    'Refusals are RFC 9457 `application/problem+json`. `code` is stable and for programs; `detail` is a sentence for people in the language of `Accept-Language`.',
    'Answers may gain fields at any time; ignore those you do not know. Unknown fields in a request are refused.',
  ].join('\n\n'),
  socket: [
    'The live side, over Socket.IO 4 at the path `/socket.io`. The websocket transport alone is enough. A client sends nothing but its handshake and hears about its own requests, its place in each line, its holds, and seats it may see.',
    'Nothing is lost with a connection: an outcome stays readable at `/v1/requests/{requestId}`, and a client that connects with `since` is told again what was settled after that instant.',
  ].join('\n\n'),
} as const;
