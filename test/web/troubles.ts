import type { BrowserContext, ConsoleMessage, Response } from 'playwright-core';

/** Chromium writes every refused call to the console itself. Those are judged by what was answered. */
const SAID_OF_A_RESPONSE = /^Failed to load resource: the server responded with a status of/;

/** A navigation or a reload gives up what was under way; nothing is wrong with that. */
const GIVEN_UP = 'net::ERR_ABORTED';

/** Refusals by which the service says that the page asked in a way in which nobody should. */
const FAULTS_OF_THE_PAGE = new Set([
  'INVALID_REQUEST',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
]);

/** All that went wrong in the pages of one context: said on the console, thrown, not loaded or forbidden. */
export class Troubles {
  readonly #seen: string[] = [];
  readonly #excused: RegExp[] = [];
  readonly #underWay = new Set<Promise<void>>();

  constructor(context: BrowserContext) {
    context.on('console', (message) => this.#hear(message));
    context.on('weberror', (error) => this.#seen.push(`thrown: ${error.error().stack ?? error.error()}`));
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? 'failed';
      if (why !== GIVEN_UP) this.#seen.push(`not loaded: ${request.method()} ${request.url()} (${why})`);
    });
    context.on('response', (response) => {
      const judged = this.#judge(response).finally(() => this.#underWay.delete(judged));
      this.#underWay.add(judged);
    });
    context.on('page', (page) => page.on('crash', () => this.#seen.push(`crashed: ${page.url()}`)));
  }

  /** What fits is expected and no trouble, whether it was seen already or comes later. */
  excuse(pattern: RegExp): void {
    this.#excused.push(pattern);
  }

  async all(): Promise<string[]> {
    await Promise.all(this.#underWay);
    return this.#seen.filter((trouble) => !this.#excused.some((pattern) => pattern.test(trouble)));
  }

  #hear(message: ConsoleMessage): void {
    if (message.type() !== 'error' || SAID_OF_A_RESPONSE.test(message.text())) return;
    this.#seen.push(`console: ${message.text()} (${message.location().url})`);
  }

  async #judge(response: Response): Promise<void> {
    const status = response.status();
    if (status < 400) return;
    const { pathname } = new URL(response.url());
    const problem = await response.json().catch(() => ({}));
    if (pathname.startsWith('/v1/') && status < 500 && !FAULTS_OF_THE_PAGE.has(problem.code)) return;
    const said = problem.code ? ` ${JSON.stringify(problem)}` : '';
    this.#seen.push(`answered ${status}: ${response.request().method()} ${response.url()}${said}`);
  }
}
