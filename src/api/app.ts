import cors from '@koa/cors';
import Router, { type RouterContext } from '@koa/router';
import Koa, { type Context, type Middleware } from 'koa';
import { z } from 'zod';
import { BUSY_RETRY_AFTER_SECONDS } from '../../config/limits.ts';
import { clientAddress, countedAs, loggedAs } from '../contract/address.ts';
import { type Call, Reply, type Route } from '../contract/call.ts';
import type { Caller } from '../contract/caller.ts';
import { PARAMS, paramsIn } from '../contract/params.ts';
import { problemOf } from '../contract/problem.ts';
import type { RateLimit } from '../contract/rate-limit.ts';
import { type Code, Refusal } from '../contract/refusals.ts';
import type { Recognise } from '../identity/credentials.ts';
import { isOutage, Unanswerable } from '../lane/faults.ts';
import { type Language, sentences } from '../language/language.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { AdminKeys } from '../operators/admin-keys.ts';
import { OPERATOR_HEADER, sessionTokenIn } from '../operators/session-cookie.ts';
import { hasTag } from '../reads/prepared.ts';
import { type AccessParts, checkAccess } from './access.ts';
import { encoded } from './compression.ts';
import { fieldFaults } from './field-faults.ts';
import {
  correlationIdOf,
  fingerprintOf,
  idempotencyKeyOf,
  ifMatchOf,
  languageOf,
  waitSecondsOf,
} from './headers.ts';
import { readJson } from './json-body.ts';
import type { RouteParts } from './routes.ts';

export interface AppParts extends AccessParts {
  routes: readonly Route<RouteParts>[];
  /** What the routes work with. */
  calls: RouteParts;
  /** Pages and dashboards that are no calls of the contract. */
  pages: readonly Middleware[];
  recognise: Recognise;
  adminKeys: Pick<AdminKeys, 'named'>;
  opensFigures(given: string): boolean;
  perUser: RateLimit;
  perAddress: RateLimit;
  trustProxyHops: number;
  logAddresses: 'full' | 'short' | 'off';
  metrics: Metrics;
  log: Log;
  requestLog: Log;
}

interface State {
  correlationId: string;
  /** Who asks, once it is known: for the log. */
  userId?: string;
  /** The route that answers, once it is known. */
  route?: Route<RouteParts>;
}

const EXPOSED_HEADERS = [
  'Location',
  'Preference-Applied',
  'Retry-After',
  'X-Correlation-Id',
  'Content-Language',
  'ETag',
];

/** The HTTP side: every route of the contract behind the same checks, every failure a problem of the contract. */
export function createApp(parts: AppParts): Koa<State> {
  const app = new Koa<State>({ proxy: parts.trustProxyHops > 0 });
  app.on('error', (error) => parts.log.warn({ err: error }, 'a response could not be sent'));
  const router = new Router<State>();
  for (const route of parts.routes) {
    router[route.method](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) =>
      answer(parts, route, context),
    );
  }
  app.use(observe(parts));
  app.use(tellProblems(parts));
  app.use(cors({ origin: '*', exposeHeaders: EXPOSED_HEADERS, keepHeadersOnError: false, maxAge: 600 }));
  for (const page of parts.pages) app.use(page);
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

/** One line and one measurement for each request, under the id that follows it through the lane to the socket. */
const observe =
  ({ metrics, requestLog, trustProxyHops, logAddresses }: AppParts): Middleware<State> =>
  async (context, next) => {
    const started = performance.now();
    context.request.ip = clientAddress(context.req, trustProxyHops);
    context.state.correlationId = correlationIdOf(context as Context);
    context.set('x-correlation-id', context.state.correlationId);
    context.set('x-content-type-options', 'nosniff');
    context.set('referrer-policy', 'no-referrer');
    try {
      await next();
    } finally {
      const seconds = (performance.now() - started) / 1_000;
      const route = context.state.route?.path ?? 'other';
      metrics.httpSeconds.observe({ method: context.method, route, status: context.status }, seconds);
      requestLog.info(
        {
          correlationId: context.state.correlationId,
          requestId: requestIdOf(context.response.get('location')),
          method: context.method,
          path: context.path,
          status: context.status,
          address: loggedAs(context.ip, logAddresses),
          userId: context.state.userId,
          ms: Math.round(seconds * 1_000),
        },
        'answered',
      );
    }
  };

/** Every answer about an accepted request says where it is found, whether it waited for the outcome or not. */
const requestIdOf = (location: string): string | undefined =>
  /^\/v1\/(?:requests\/|admin\/lookup\?q=)(.+)$/.exec(location)?.[1];

/** Whatever goes wrong becomes a problem (RFC 9457) in the reader's language. */
const tellProblems =
  (parts: AppParts): Middleware<State> =>
  async (context, next) => {
    try {
      await next();
      if (context.status === 405 || context.status === 501)
        refuse(context as Context, new Refusal('METHOD_NOT_ALLOWED'));
      else if (context.status === 404 && context.body == null)
        refuse(context as Context, new Refusal('NOT_FOUND'));
    } catch (error) {
      if (error instanceof Unanswerable) {
        context.status = 503;
        context.respond = false;
        context.req.socket.destroy();
        return;
      }
      refuse(context as Context, refusalFor(parts, context.state, error));
    }
  };

function refusalFor({ log }: AppParts, { correlationId, route }: State, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isOutage(error)) {
    log.warn({ err: error, correlationId }, 'a store is away');
    return new Refusal(route?.unavailable ?? 'SERVER_BUSY');
  }
  // A path that is no valid percent-encoding leads nowhere.
  if (error instanceof URIError || (error as { status?: number }).status === 400)
    return new Refusal('NOT_FOUND');
  log.error({ err: error, correlationId }, 'a request failed');
  return new Refusal('INTERNAL_ERROR');
}

function refuse(context: Context, { code, faults, headers, more }: Refusal): void {
  const language = languageOf(context);
  const problem = problemOf(code, language, { ...(faults === undefined ? {} : { errors: faults }), ...more });
  context.status = problem.status;
  if (code === 'SERVER_BUSY') context.set('retry-after', `${BUSY_RETRY_AFTER_SECONDS}`);
  if (code === 'UNAUTHENTICATED' || code === 'INVALID_TOKEN') context.set('www-authenticate', 'Bearer');
  context.set(headers);
  context.body = written(context, problem, language);
}

/** The body as text, with the headers that tell what it is. */
function written(context: Context, body: unknown, language: string): string | Buffer | undefined {
  const isProblem = context.status >= 400 && typeof body === 'object' && body !== null && 'code' in body;
  context.set('content-language', language);
  context.vary('Accept-Language');
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body;
  context.type = isProblem ? 'application/problem+json; charset=utf-8' : 'application/json; charset=utf-8';
  return JSON.stringify(body);
}

/** What happens to every call, in the order in which the contract weighs refusals. */
async function answer(
  parts: AppParts,
  route: Route<RouteParts>,
  context: RouterContext<State>,
): Promise<void> {
  context.state.route = route;
  const bearer = bearerOf(context.get('authorization'));
  // Whoever shares an address with a flood, or with those who guess, still gets in by the key.
  const forFigures = route.figures === true && bearer && parts.opensFigures(bearer);
  const byKey =
    forFigures || (route.credential === 'operator' && bearer && parts.adminKeys.named(bearer) !== null);
  if (!byKey) await parts.perAddress.take(countedAs(context.ip));
  const language = languageOf(context);
  const params = lowerCased(context.params);
  const claimedUserId = context.get('x-user-id') || undefined;
  // Operators may send a lot and are known without the body, so of anybody else nothing is read.
  const operator: Caller | null = forFigures
    ? { kind: 'operator', name: 'METRICS_KEY', session: null, expiresAt: null }
    : route.credential === 'operator'
      ? await parts.recognise({
          bearer,
          claimedUserId,
          session: sessionTokenIn(context.headers),
          knock: { door: 'operators', address: context.ip },
        })
      : null;
  const fromOurPage = context.get(OPERATOR_HEADER) === '1';
  if (operator !== null)
    await checkAccess(parts, { route, caller: operator, params, fromOurPage, idempotencyKey: null });
  const body = route.method === 'get' ? {} : await readJson(context, operator === null ? 'fan' : 'operator');
  const caller =
    operator ??
    (await parts.recognise({
      bearer,
      claimedUserId: claimedUserId ?? claimedUserIdIn(body),
      // What is open to everybody tells nothing of a key.
      ...(route.credential === 'none' ? {} : { knock: { door: 'fans', address: context.ip } }),
    }));
  if (caller.kind === 'user' || caller.kind === 'token') {
    context.state.userId = caller.userId;
    await parts.perUser.take(caller.userId);
  }
  const idempotencyKey = route.write === undefined ? null : idempotencyKeyOf(context, language);
  const token = await checkAccess(parts, { route, caller, params, fromOurPage, idempotencyKey });
  const call: Call = {
    path: context.path,
    body: checkBody(route, body, caller, language),
    // Of the text alone: together with the host that a client names, an address may make no sense.
    query: checkQuery(route, new URLSearchParams(context.querystring), language),
    params: checkParams(route, params),
    caller,
    token,
    language,
    say: sentences(language),
    waitSeconds: route.write === 'lane' ? waitSecondsOf(context) : null,
    idempotencyKey,
    ifMatch: route.guarded === true ? ifMatchOf(context as Context) : null,
    fingerprint: idempotencyKey === null ? '' : fingerprintOf(context.method, context.path, body),
    correlationId: context.state.correlationId,
    address: context.ip,
    secure: context.secure,
  };
  const answered = await route.handle(call, parts.calls);
  const reply = answered instanceof Reply ? answered : new Reply(answered);
  context.status = reply.status ?? Number(Object.keys(route.answers)[0]);
  context.set('cache-control', 'no-store');
  context.set(reply.headers);
  const text = written(context, reply.body, language);
  const { etag } = reply.headers;
  // The client may have it already: then its tag is all it gets.
  if (route.tagged === true && etag !== undefined && hasTag(context.get('if-none-match'), etag))
    context.status = 304;
  else context.body = text && (await encoded(context, text, reply.gzipped));
}

/** Answers null without an Authorization, undefined for a scheme that is not ours. */
function bearerOf(authorization: string): string | null | undefined {
  if (authorization === '') return null;
  return /^bearer +(\S+)$/i.exec(authorization)?.[1];
}

function claimedUserIdIn(body: unknown): string | undefined {
  const userId = typeof body === 'object' && body !== null && 'userId' in body ? body.userId : undefined;
  return typeof userId === 'string' ? userId : undefined;
}

/** Ids are the same in either case. */
const lowerCased = (params: Record<string, string>) =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value.toLowerCase()]));

/** Of a call that takes no body: the fields of one are refused like any other unknown field. */
const NO_FIELDS = z.strictObject({});

/** What stands in the path, in the form that it must have: whatever has another is not there. */
function checkParams(route: Route<RouteParts>, given: Record<string, string>): Record<string, string> {
  const params: Record<string, string> = {};
  for (const name of paramsIn(route.path)) {
    const { schema, missing } = PARAMS[name];
    const parsed = schema.safeParse(given[name]);
    if (!parsed.success) throw new Refusal(missing);
    params[name] = parsed.data;
  }
  return params;
}

/** The query as the route's schema understands it. Throws the refusal with a pointer to each fault. */
function checkQuery(route: Route<RouteParts>, query: URLSearchParams, language: Language): unknown {
  if (route.query === undefined) return {};
  const names = Object.keys(route.query.shape);
  const given = Object.fromEntries(
    names.flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : [])),
  );
  const parsed = route.query.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Refusal('INVALID_REQUEST', { faults: fieldFaults(parsed.error.issues, given, language) });
}

/** The body as the route's schema understands it. Throws the refusal with a pointer to each fault. */
function checkBody(
  route: Route<RouteParts>,
  body: unknown,
  caller: { kind: string; userId?: string },
  language: Language,
): unknown {
  const parsed = (route.body ?? NO_FIELDS).safeParse(body);
  if (!parsed.success) {
    const faults = fieldFaults(parsed.error.issues, body, language);
    const fields = parsed.error.issues.map(({ path }) => route.bodyFaults?.[String(path[0])]);
    const code: Code = fields.find((field) => field !== undefined) ?? 'INVALID_REQUEST';
    throw new Refusal(code, { faults });
  }
  const claimed = claimedUserIdIn(parsed.data);
  if (claimed !== undefined && caller.userId !== undefined && claimed !== caller.userId) {
    const detail = sentences(language).faults.otherUser();
    throw new Refusal('INVALID_REQUEST', { faults: [{ pointer: '/userId', detail }] });
  }
  return parsed.data;
}
