import { randomUUID } from 'node:crypto';
import { TokenSigner } from '../../src/admission/token-jwt.ts';
import { Fan } from '../infrastructure/fan.ts';
import { ADMIN_KEY, DATE, type OnSale } from '../infrastructure/on-sale.ts';
import { type Cast, DATES, FANS } from './names.ts';

type Concerts = Record<'open' | 'seen' | 'crowded' | 'closed' | 'changed', string>;

const ROOMY = {
  capacity: 100_000,
  admitPerMinute: null,
  activeSeconds: 86_400,
  waitingSeconds: 86_400,
  paused: false,
};
const dates = DATES.filter((date) => date === DATE || date > DATE).map((date) => ({
  date,
  price: 10,
  seats: 5_000,
}));

/** The concerts, fans, tokens and reservations that hostile requests are about, with every kind of credential. */
export class Stage {
  readonly #onSale: OnSale;
  readonly #concerts: Concerts;
  readonly #fans: Fan[];
  readonly #waiting: Fan[];
  readonly #elsewhere: Fan[];
  readonly cast: Cast;

  private constructor(onSale: OnSale, concerts: Concerts, fans: Fan[], waiting: Fan[], elsewhere: Fan[]) {
    this.#onSale = onSale;
    this.#concerts = concerts;
    this.#fans = fans;
    this.#waiting = waiting;
    this.#elsewhere = elsewhere;
    const { open, seen, crowded, closed, changed } = concerts;
    const claims = { tokenId: randomUUID(), userId: fans[0]?.userId ?? '', concertId: open };
    this.cast = {
      open: [open],
      seen: [seen],
      crowded: [crowded],
      closed: [closed],
      changed: [changed],
      adminKey: [ADMIN_KEY],
      forged: [new TokenSigner('another secret, of somebody else').sign(claims, new Date())],
      none: [`${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
      user: fans.map(({ userId }) => userId),
      inside: [],
      waiting: [],
      elsewhere: [],
      ended: [],
      held: [],
      paid: [],
      request: [],
    };
  }

  static async set(onSale: OnSale): Promise<Stage> {
    const concert = (title: string, waitingRoom: object, more: object = {}) =>
      onSale.concert({ title, dates, ...more, waitingRoom: { ...ROOMY, ...waitingRoom } });
    const [open, seen, crowded, closed, changed] = await Promise.all([
      concert('Open', {}),
      concert('Seen by all', { protects: 'booking' }),
      concert('Crowded', { capacity: 1 }),
      concert('Closed', {}, { saleOpensAt: '2098-01-01T00:00:00Z' }),
      concert('Changed', {}),
    ]);
    const [fans, waiting, elsewhere, [first]] = await Promise.all([
      onSale.fans(FANS, { balance: 1_000_000 }),
      onSale.fans(FANS),
      onSale.fans(FANS),
      onSale.fans(1),
    ]);
    await first?.join(crowded);
    const stage = new Stage(onSale, { open, seen, crowded, closed, changed }, fans, waiting, elsewhere);
    await stage.#endTokens();
    await stage.restore();
    return stage;
  }

  /** Tokens that were given, left or used up. */
  async #endTokens(): Promise<void> {
    const { open } = this.#concerts;
    const ended = await Promise.all(
      this.#fans.map(async (fan, index) => {
        await fan.join(open);
        const { reservationId } = (await fan.reserve(open, DATE, 1_000 + index)).body;
        const paid = await fan.pay(open, reservationId);
        return {
          token: fan.token,
          reservationId,
          requestId: paid.headers.get('location')?.split('/').at(-1) ?? '',
        };
      }),
    );
    Object.assign(this.cast, {
      ended: ended.map(({ token }) => token),
      paid: ended.map(({ reservationId }) => reservationId),
      request: ended.map(({ requestId }) => requestId),
    });
  }

  /** Puts back what was changed, so that the next hostile request meets a sale that runs. */
  async restore(): Promise<void> {
    const { open, seen, crowded, closed, changed } = this.#concerts;
    const settings: [string, object, object][] = [
      [open, ROOMY, {}],
      [seen, { ...ROOMY, protects: 'booking' }, {}],
      [crowded, { ...ROOMY, capacity: 1 }, {}],
      [closed, ROOMY, { saleOpensAt: '2098-01-01T00:00:00Z' }],
      [changed, ROOMY, {}],
    ];
    await Promise.all(
      settings.map(([concertId, room, sale]) =>
        this.#onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, {
          saleOpensAt: null,
          saleClosesAt: null,
          ...sale,
          waitingRoom: { protects: 'browse', ...room },
        }),
      ),
    );
    await Promise.all([
      ...this.#fans.map((fan) => this.#enter(fan, open)),
      ...this.#waiting.map((fan) => this.#enter(fan, crowded)),
      ...this.#elsewhere.map((fan) => this.#enter(fan, seen)),
    ]);
    const held = await Promise.all(this.#fans.map((fan, index) => this.#held(fan, 2_000 + index)));
    Object.assign(this.cast, {
      inside: this.#fans.map(({ token }) => token),
      waiting: this.#waiting.map(({ token }) => token),
      elsewhere: this.#elsewhere.map(({ token }) => token),
      held,
    });
  }

  async #enter(fan: Fan, concertId: string): Promise<void> {
    if (fan.token !== '' && (await fan.place(concertId)).status === 200) return;
    const left = new Fan(() => this.#onSale.url, fan.userId);
    const joined = await left.join(concertId);
    if (joined.status === 201) fan.token = left.token;
  }

  /** A reservation that the fan holds: one of those made before, or a new one. */
  async #held(fan: Fan, seat: number): Promise<string> {
    const { reservations } = (await fan.asUser('GET', '/v1/reservations')).body;
    const held = reservations?.find(({ status }: { status: string }) => status === 'HELD');
    if (held !== undefined) return held.reservationId;
    return (await fan.reserve(this.#concerts.open, DATE, seat)).body.reservationId ?? randomUUID();
  }
}
