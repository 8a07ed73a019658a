import type { Paths } from './description.ts';
import {
  type Ask,
  type Asking,
  addressOf,
  type Heard,
  type Method,
  type Refused,
  type Unheard,
} from './http.ts';

/** What the description says of a call. */
export interface Described {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  headers?: string;
  answers: object;
  codes: string;
}

export type MethodOf<Path extends keyof Paths> = keyof Paths[Path] & Method;
export type CallOf<Path extends keyof Paths, Of extends keyof Paths[Path]> = Paths[Path][Of] extends Described
  ? Paths[Path][Of]
  : never;

/** The options by which the headers of the description are said. */
interface HeaderOptions {
  'If-Match': Pick<Asking, 'ifMatch'>;
  'Idempotency-Key': Pick<Asking, 'idempotencyKey'>;
  Prefer: Pick<Asking, 'wait'>;
}
type All<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer Both) => void
  ? Both
  : never;
type HeadersTaken<Call> = Call extends { headers: infer Names }
  ? All<HeaderOptions[Names & keyof HeaderOptions]>
  : unknown;

type ParamsOf<Call> = Call extends { params: infer Params } ? { params: Params } : { params?: undefined };
type QueryOf<Call> = Call extends { query: infer Query } ? { query?: Query } : { query?: undefined };
type BodyOf<Call> = Call extends { body: infer Body }
  ? { body: Body }
  : Call extends { body?: infer Body }
    ? { body?: Body }
    : { body?: undefined };
type NextPage = { next: string; params?: undefined; query?: undefined };
type AddressOf<Call> =
  | (ParamsOf<Call> & QueryOf<Call> & { next?: undefined })
  | (Call extends { answers: { 200: { next: string | null } } } ? NextPage : never);

/** What a call of the description may be asked with. */
export type AskingOf<Call> = Pick<Asking, 'credential' | 'language' | 'correlationId' | 'signal'> &
  HeadersTaken<Call> &
  BodyOf<Call> &
  AddressOf<Call>;

type AnswersOf<Call extends Described> = {
  [Status in keyof Call['answers'] & number]: Heard<Status, Call['answers'][Status]>;
}[keyof Call['answers'] & number];

/** What it may come to: its answers by their statuses, its refusals by their codes. */
export type ReplyOf<Call extends Described> = AnswersOf<Call> | Refused<Call['codes']> | Unheard;

/** Nothing has to be said where everything may be left out. */
export type AskingArguments<Call> =
  object extends AskingOf<Call> ? [asking?: AskingOf<Call>] : [asking: AskingOf<Call>];

/** Lists whose answers say whether anything in them has changed. */
type TaggedPath = {
  [Path in keyof Paths]: Paths[Path] extends { GET: { headers: 'If-None-Match' } } ? Path : never;
}[keyof Paths];

/** Every call of the description, typed by its path and method. */
export interface Calls {
  <Path extends TaggedPath>(
    method: 'GET',
    path: Path,
    asking: AskingOf<Paths[Path]['GET']> & { ifNoneMatch: string },
  ): Promise<ReplyOf<Paths[Path]['GET']> | Heard<304, undefined>>;
  <Path extends keyof Paths, Of extends MethodOf<Path>>(
    method: Of,
    path: Path,
    ...asking: AskingArguments<CallOf<Path, Of>>
  ): Promise<ReplyOf<CallOf<Path, Of>>>;
}

/** The same calls with the types of the description: here, and nowhere else, its word is taken for what is answered. */
export const typed = (ask: Ask): Calls => ask as Calls;

/** What has to be named to fill in a path. */
export type Params<Path extends keyof Paths> =
  Paths[Path] extends Record<string, { params: infer Names }> ? [params: Names] : [];

/** The address of a call of the description, for whoever sends it in a way of their own. */
export const pathOf = <Path extends keyof Paths>(path: Path, ...[params]: Params<Path>): string =>
  addressOf(path, { params: params as Asking['params'] });
