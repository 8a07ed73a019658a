import {
  BODY_BYTES,
  IDEMPOTENCY_KEY_CHARACTERS,
  OPERATOR_BODY_BYTES,
  PREFER_WAIT_SECONDS,
} from '../../../../config/limits.ts';
import { problemOf } from '../../../contract/problem.ts';

const QUEUED_EXAMPLE = { requestId: '0192f0c1-79ff-7b12-a4c0-6d3e1f8a2b57', status: 'queued' };

import { fieldTable, type SchemaBook } from './fields.ts';
import { type Content, html } from './html.ts';
import { codeLink } from './refusals.ts';
import { json, sample } from './samples.ts';
import { WALK_THROUGH, WALK_THROUGH_SHELL } from './walk-through.ts';

interface Chapter {
  id: string;
  title: string;
  told: Content;
  shown?: Content;
}

const kibibytes = (bytes: number) =>
  bytes < 1_048_576 ? `${bytes / 1_024} KiB` : `${bytes / 1_048_576} MiB`;

/** What one has to know before the first call. */
export const introduction = (book: SchemaBook): Chapter[] => [
  {
    id: 'walk-through',
    title: 'From the door to the seat',
    told: WALK_THROUGH,
    shown: sample('The whole way, in a shell', WALK_THROUGH_SHELL),
  },
  {
    id: 'conventions',
    title: 'Conventions',
    told: html`<ul>
<li>JSON in camelCase and UTF-8, sent as <code>application/json</code>. A body is at most ${kibibytes(BODY_BYTES)}, an operator’s ${kibibytes(OPERATOR_BODY_BYTES)}.</li>
<li>Times are ISO 8601 in UTC. Dates are <code>YYYY-MM-DD</code>, the calendar date at the venue. Ids are UUIDs.</li>
<li>Money is a whole number in the minor unit of the currency. KRW has none: 1 is 1 won.</li>
<li>A list answers <code>next</code>, the path of its next page, or null.</li>
<li>Answers may gain fields; ignore those you do not know. Unknown fields in a request are refused.</li>
<li>Send <code>X-Correlation-Id</code> to find your request in the logs. The answer repeats it, and makes one where none was sent.</li>
</ul>`,
  },
  {
    id: 'asynchronous',
    title: 'Asynchronous by default',
    told: html`<p>A write of the booking is accepted first and decided in the order of arrival: joining, leaving, reserving, releasing, paying. The answer is <code>202</code> with the address of the outcome. The outcome is pushed as the <a href="#event-request"><code>request</code></a> event and stays readable at <a href="#getRequest"><code>/v1/requests/{requestId}</code></a> for at least 24 hours. Every accepted request ends in exactly one outcome, whatever fails in between.</p>
<p><strong>To wait for it</strong>, send <code>Prefer: wait=N</code> with N from 1 to ${PREFER_WAIT_SECONDS} seconds. The answer is then the outcome itself, success or problem, with <code>Preference-Applied</code>. If N seconds pass first, it is the <code>202</code> after all.</p>`,
    shown: [
      sample('202 Accepted', [
        `Location: /v1/requests/${QUEUED_EXAMPLE.requestId}\n\n`,
        json(QUEUED_EXAMPLE),
      ]),
      sample('Wait up to ten seconds', 'Prefer: wait=10'),
    ],
  },
  {
    id: 'idempotency',
    title: 'Sending twice is safe',
    told: html`<p>Every write takes an <code>Idempotency-Key</code> of 1 to ${IDEMPOTENCY_KEY_CHARACTERS} printable ASCII characters. The same key from the same user with the same method, path and body answers the first outcome and performs nothing twice, also when both arrive at the same instant or the token has ended since. With another method, path or body it is ${codeLink('IDEMPOTENCY_KEY_REUSED')}. Keys are kept for at least 24 hours.</p>
<p>An answer by which nothing was accepted is no outcome, so the same key may try again: ${codeLink('SERVER_BUSY')}, ${codeLink('RATE_LIMITED')}, ${codeLink('CHARGE_FAILED')} and whatever ends in <code>_UNAVAILABLE</code>. Every outcome of an accepted request is final, ${codeLink('PAYMENT_FAILED')} included.</p>`,
    shown: sample('One key for one intention', 'Idempotency-Key: 3c0ed2a4-4f0b-4a43-8a3c-0a4f1d8f5f1b'),
  },
  {
    id: 'credentials',
    title: 'Who is calling',
    told: html`<dl>
<dt>User</dt><dd>A JWT of your identity provider as the bearer token; its <code>sub</code> is the user. For joining a line, and for the own wallet, reservations and requests.</dd>
<dt>Queue token</dt><dd>The token that <a href="#createConcertToken">joining</a> answers, as the bearer token. It stands for one user in one concert and opens whatever its place in the line allows.</dd>
<dt>Operator</dt><dd>The operators’ key as the bearer token, for everything under <code>/v1/admin</code>.</dd>
</dl>
<p>A demo server (<code>IDENTITY=trust</code>) believes the header <code>X-User-Id</code> instead of a JWT. What belongs to somebody else does not exist for you: it is a <code>404</code>.</p>
<p>A token that has ended is refused for everything in its concert, but until its <code>exp</code> it still tells who its user is: wallet, reservations and requests stay readable.</p>`,
    shown: [
      sample('With a credential', 'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9…'),
      sample('On a demo server', 'X-User-Id: b2a7e1c4-93d5-4c1f-8e60-5f4a1c7d9b32'),
    ],
  },
  {
    id: 'language',
    title: 'Language',
    told: html`<p>Sentences for people, <code>message</code> and <code>detail</code>, are in the language of <code>Accept-Language</code>: <code>ko</code>, the default, or <code>en</code>. <code>Content-Language</code> says which. Show them as they are; branch on <code>status</code> and <code>code</code>.</p>`,
    shown: sample('Ask for English', 'Accept-Language: en'),
  },
  {
    id: 'errors',
    title: 'Errors',
    told: html`<p>A refusal is an RFC 9457 problem, sent as <code>application/problem+json</code>. <code>code</code> is stable and for programs; <code>type</code> leads to its row in the <a href="#refusals">table of refusals</a>.</p>
${fieldTable({ $ref: '#/components/schemas/Problem' }, 'A problem', 'answered', book)}
<p>Where several would fit, it is the first of: credential, turn, existence and ownership, state, limits, availability or balance. ${codeLink('RATE_LIMITED')} and ${codeLink('SERVER_BUSY')} say in <code>Retry-After</code> after how many seconds it is worth trying again.</p>`,
    shown: sample(
      'A field that is wrong',
      json(
        problemOf('INVALID_REQUEST', 'en', {
          errors: [{ pointer: '/seatNumbers/0', detail: 'must be at least 1' }],
        }),
      ),
    ),
  },
];

export const chapterSection = ({ id, title, told, shown }: Chapter): Content =>
  html`<article class="entry" id="${id}" aria-labelledby="${id}-title">
<div class="told"><h3 id="${id}-title">${title}</h3>
${told}</div>
<div class="shown">${shown}</div>
</article>
`;
