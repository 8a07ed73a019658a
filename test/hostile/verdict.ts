import { type Code, STATUS_OF } from '../../src/contract/refusals.ts';
import type { Call } from '../api/description/document.ts';
import type { Described } from './described.ts';
import type { Reply } from './exchange.ts';
import type { HttpCase } from './http-case.ts';

/** What Node's own parser answers to what is no HTTP, too long or too slow. */
const PARSER_STATUSES = new Set([400, 408, 413, 417, 431]);
/** A head that comes near the limit may be over it once the things of the run are in it. */
const LONG_HEAD_BYTES = 15_000;

/** Codes by which the service says that it, and not the client, is at fault: no client may bring that about. */
const OWN_FAULTS = new Set<string>(['INTERNAL_ERROR', 'PAYMENT_FAILED']);

/** Any page that the description does not list may say so. */
const UNLISTED = [
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'UNAUTHENTICATED',
  'INVALID_TOKEN',
  'FORBIDDEN',
  'SERVER_BUSY',
];

/** What is wrong with the answer to a request of HTTP, in a few words; null when nothing is. */
export function faultIn(
  described: Described,
  made: HttpCase,
  headBytes: number,
  reply: Reply,
): string | null {
  const { status, headers, body } = reply;
  const parserMayAnswer = made.rough || headBytes > LONG_HEAD_BYTES;
  if (status === 0) return parserMayAnswer ? null : 'the connection was closed without an answer';
  const type = headers['content-type'] ?? '';
  if (parserMayAnswer && PARSER_STATUSES.has(status) && type === '') return null;
  if (/^\/socket\.io/i.test(made.target)) return status >= 500 ? `status ${status}` : null;
  const calls = callsAt(described, made.target);
  if (status < 400) return faultInSuccess(calls, made, reply);
  if (made.method === 'HEAD') return status === 503 || status < 500 ? null : `status ${status}`;
  return faultInProblem(calls, made, { status, headers, body });
}

function faultInSuccess(calls: Call[], made: HttpCase, { status, headers, body }: Reply): string | null {
  const call = calls.find(({ method }) => method.toUpperCase() === made.method);
  if (call !== undefined && call.responses[status] === undefined) return `status ${status} is not described`;
  if (!/json/.test(headers['content-type'] ?? '') || made.method === 'HEAD' || status === 304) return null;
  return isJson(body) ? null : 'the body is no JSON';
}

function faultInProblem(calls: Call[], made: HttpCase, { status, headers, body }: Reply): string | null {
  if (!/^application\/problem\+json(;|$)/.test(headers['content-type'] ?? '')) {
    return `status ${status} without a problem: ${body.toString().slice(0, 200)}`;
  }
  if (!isJson(body)) return 'the problem is no JSON';
  const problem = JSON.parse(body.toString());
  for (const field of ['type', 'title', 'code', 'detail']) {
    if (typeof problem[field] !== 'string') return `a problem without ${field}`;
  }
  const { code } = problem as { code: string };
  if (problem.status !== status || STATUS_OF[code as Code] !== status) return `${code} with status ${status}`;
  if (!/^(ko|en)$/.test(headers['content-language'] ?? '')) return 'a problem in no language';
  if (OWN_FAULTS.has(code)) return code;
  return codesFor(calls, made).has(code) ? null : `${code} is not declared`;
}

/** What may be refused at this address by this method. */
function codesFor(calls: Call[], { method, target }: HttpCase): Set<string> {
  const call = calls.find((one) => one.method.toUpperCase() === method);
  const codes = new Set(call?.['x-codes'] ?? UNLISTED);
  // What cannot be decoded leads nowhere, whatever it looks like.
  if (/%/.test(target)) codes.add('NOT_FOUND');
  return codes;
}

/** The described calls at an address, found as the router finds them: in any case, with or without a last slash. */
function callsAt({ calls }: Described, target: string): Call[] {
  const path = (target.replace(/^http:\/\/[^/]*/, '').split(/[?#]/)[0] ?? '')
    .replace(/\/$/, '')
    .toLowerCase();
  const parts = path.split('/');
  return calls.filter(({ path: template }) => {
    const wanted = template.toLowerCase().split('/');
    if (wanted.length !== parts.length) return false;
    return wanted.every((part, at) => (part.startsWith('{') ? parts[at] !== '' : part === parts[at]));
  });
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}
