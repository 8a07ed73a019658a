import { type Answer, call } from '../infrastructure/call.ts';
import { ADMIN_KEY, type OnSale } from '../infrastructure/on-sale.ts';

/** An operator's browser: it keeps the cookie and says that its calls come from our page. */
export class Browser {
  cookie = '';
  readonly #url: () => string;

  constructor(url: () => string) {
    this.#url = url;
  }

  /** A browser in which somebody has signed in. */
  static async signedIn(onSale: OnSale, name = 'Ji-woo'): Promise<Browser> {
    const browser = new Browser(() => onSale.url);
    const answer = await browser.signIn(name);
    if (answer.status !== 204) throw new Error(`not signed in: ${JSON.stringify(answer.body)}`);
    return browser;
  }

  async signIn(name: string, key: string = ADMIN_KEY): Promise<Answer> {
    const answer = await this.call('POST', '/v1/admin/session', { key, name });
    const [set] = answer.headers.getSetCookie();
    if (set !== undefined) this.cookie = set.split(';')[0] ?? '';
    return answer;
  }

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.asAnotherSite(method, path, body, { 'x-frontrow-operator': '1', ...headers });
  }

  /** What a page of another site could make this browser send, if it sent its cookie there. */
  asAnotherSite(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const cookie: Record<string, string> = this.cookie === '' ? {} : { cookie: this.cookie };
    return call(this.#url(), method, path, { body, headers: { ...cookie, ...headers } });
  }
}
