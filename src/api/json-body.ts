import { bodyParser } from '@koa/bodyparser';
import type { Context, Middleware } from 'koa';
import { BODY_BYTES, OPERATOR_BODY_BYTES } from '../../config/limits.ts';
import { Refusal } from '../contract/refusals.ts';
import { sentences } from '../language/language.ts';
import { languageOf } from './headers.ts';

const parser = (bytes: number): Middleware =>
  bodyParser({
    enableTypes: ['json'],
    parsedMethods: ['POST', 'PATCH', 'DELETE'],
    jsonLimit: bytes,
    jsonStrict: false,
    onError: (error, context) => {
      throw refusalOf(error, context);
    },
  });

const forFans = parser(BODY_BYTES);
const forOperators = parser(OPERATOR_BODY_BYTES);

/**
 * The body as JSON; an empty one is `{}`. Throws `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, or
 * `INVALID_REQUEST` when it is no JSON.
 */
export async function readJson(context: Context, from: 'fan' | 'operator'): Promise<unknown> {
  // Clients with nothing to send say so with a length of 0, and then name no media type.
  if (context.request.length === 0) return {};
  // `is` answers null for a request without a body, false for one of another type.
  if (context.is('application/json') === false) throw new Refusal('UNSUPPORTED_MEDIA_TYPE');
  if (!/^utf-?8$/i.test(context.request.charset || 'utf-8')) throw new Refusal('UNSUPPORTED_MEDIA_TYPE');
  await (from === 'fan' ? forFans : forOperators)(context, async () => {});
  const { rawBody } = context.request;
  if (!rawBody) return {};
  // What bytes that are no UTF-8 are read as: whoever means this very character writes it as `\ufffd`.
  if (rawBody.includes('\ufffd')) {
    const detail = sentences(languageOf(context)).faults.utf8();
    throw new Refusal('INVALID_REQUEST', { faults: [{ pointer: '', detail }] });
  }
  return context.request.body;
}

function refusalOf(error: Error & { status?: number; code?: string }, context: Context): unknown {
  if (error.status === 413) return new Refusal('PAYLOAD_TOO_LARGE');
  if (error.status === 415) return new Refusal('UNSUPPORTED_MEDIA_TYPE');
  // zlib says so of a body that is not compressed in the way that it says.
  if (error.status !== 400 && error.code?.startsWith('Z_') !== true) return error;
  const detail = sentences(languageOf(context)).faults.json();
  return new Refusal('INVALID_REQUEST', { faults: [{ pointer: '', detail }] });
}
