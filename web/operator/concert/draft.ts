import type { CreateAdminConcertBody, CreateAdminConcertDateBody } from '../../../client/description.ts';
import type { ConcertAnswer, DatePlanAnswer } from '../answers.ts';
import { instantAt, localTime } from './zoned-time.ts';

/** A seat map as it is typed: every figure is text until the service has judged it. */
export interface DraftSection {
  id: number;
  section: string;
  rows: string;
  seatsPerRow: string;
  price: string;
}

export interface DraftDate {
  id: number;
  date: string;
  time: string;
  map: 'plain' | 'sections';
  seats: string;
  price: string;
  sections: DraftSection[];
}

export interface DraftRoom {
  capacity: string;
  admitPerMinute: string;
  activeSeconds: string;
  waitingSeconds: string;
  showUpSeconds: string;
  protects: 'browse' | 'booking';
  afterClose: 'end' | 'finish';
}

/** The rules of a sale that may change while it runs; in the names of the service, so that its faults find their fields. */
export interface DraftRules {
  saleOpensAt: string;
  saleClosesAt: string;
  holdsPerVisit: string;
  holdExtensionSeconds: string;
}

export interface Draft extends DraftRules {
  title: string;
  venue: string;
  timeZone: string;
  /** Who sees it once it is created. */
  seenBy: 'fans' | 'operators';
  holdSeconds: string;
  seatsPerUser: string;
  room: DraftRoom;
  dates: DraftDate[];
}

let last = 0;
/** A draft that was kept brings ids of its own along: new ones are none of those. */
export const idsBegin = (after: number): void => {
  last = Math.max(last, after);
};
/** Those of a date and of its sections. */
export const idsIn = ({ id, sections }: DraftDate): number[] => [id, ...sections.map(({ id }) => id)];
const nextId = () => {
  last += 1;
  return last;
};

export const newSection = (section: string): DraftSection => ({
  id: nextId(),
  section,
  rows: '10',
  seatsPerRow: '20',
  price: '80000',
});

export const newDate = (): DraftDate => ({
  id: nextId(),
  date: '',
  time: '19:00',
  map: 'sections',
  seats: '50',
  price: '50000',
  sections: [{ ...newSection('R'), rows: '5', price: '150000' }, newSection('S')],
});

/** The day after this one, with the same seats: what a second evening mostly is. */
export const nextDateAfter = (before: DraftDate): DraftDate => ({
  ...before,
  id: nextId(),
  date: dayAfter(before.date),
  sections: before.sections.map((section) => ({ ...section, id: nextId() })),
});

export const newDraft = (): Draft => ({
  title: '',
  venue: '',
  timeZone: 'Asia/Seoul',
  seenBy: 'fans',
  saleOpensAt: '',
  saleClosesAt: '',
  holdSeconds: '300',
  seatsPerUser: '4',
  holdsPerVisit: '10',
  holdExtensionSeconds: '60',
  room: {
    capacity: '500',
    admitPerMinute: '',
    activeSeconds: '600',
    waitingSeconds: '7200',
    showUpSeconds: '120',
    protects: 'browse',
    afterClose: 'end',
  },
  dates: [newDate()],
});

function dayAfter(date: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? '' : new Date(at + 86_400_000).toISOString().slice(0, 10);
}

/** The figure that was typed. What is none goes to the service as text, which says what is wrong with it. */
export const figure = (typed: string): number | string | undefined => {
  const text = typed.trim().replaceAll(/[,\s]/g, '');
  if (text === '') return undefined;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : typed;
};

/** What was left empty is missing, and that is what the service then says. */
const given = (typed: string) => (typed.trim() === '' ? undefined : typed.trim());

const instant = (local: string, timeZone: string) =>
  local === '' ? undefined : (instantAt(local, timeZone) ?? local);

/** What was typed, as if it fitted: the service judges everything itself, by the schema that it describes. */
const unjudged = <Body>(typed: object) => typed as Body;

export const planOf = (draft: Draft) =>
  unjudged<CreateAdminConcertBody>({
    title: given(draft.title),
    venue: given(draft.venue),
    timeZone: draft.timeZone,
    draft: draft.seenBy === 'operators',
    ...rulesOf(draft, draft.timeZone),
    holdSeconds: figure(draft.holdSeconds),
    seatsPerUser: figure(draft.seatsPerUser),
    waitingRoom: roomOf(draft.room),
    dates: draft.dates.map((date) => datePlanOf(date, draft.timeZone)),
  });

export const rulesOf = (rules: DraftRules, timeZone: string): object => ({
  saleOpensAt: instant(rules.saleOpensAt, timeZone) ?? null,
  saleClosesAt: instant(rules.saleClosesAt, timeZone) ?? null,
  holdsPerVisit: figure(rules.holdsPerVisit),
  holdExtensionSeconds: figure(rules.holdExtensionSeconds),
});

/** The rules of a sale that is there already, in the venue's time. */
export const draftOfRules = ({
  saleOpensAt,
  saleClosesAt,
  holdsPerVisit,
  holdExtensionSeconds,
  timeZone,
}: ConcertAnswer): DraftRules => ({
  saleOpensAt: saleOpensAt === null ? '' : localTime(saleOpensAt, timeZone),
  saleClosesAt: saleClosesAt === null ? '' : localTime(saleClosesAt, timeZone),
  holdsPerVisit: `${holdsPerVisit}`,
  holdExtensionSeconds: `${holdExtensionSeconds}`,
});

/** Only what was touched: the rest is left as it is by now. What was emptied is nothing, and the service judges that too. */
export const touched = (now: object, before: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(now)
      .filter(([field, value]) => (before as Record<string, unknown>)[field] !== value)
      .map(([field, value]) => [field, value ?? null]),
  );

export const datePlanOf = (draft: DraftDate, timeZone: string) =>
  unjudged<CreateAdminConcertDateBody>({
    date: given(draft.date),
    startsAt: startOf(draft, timeZone),
    ...seatsOf(draft),
  });

export const startOf = ({ date, time }: DraftDate, timeZone: string): string | undefined =>
  date === '' || time === '' ? undefined : instant(`${date}T${time}`, timeZone);

export const seatsOf = ({ map, seats, price, sections }: DraftDate): object =>
  map === 'plain'
    ? { seats: figure(seats), price: figure(price) }
    : {
        seatMap: sections.map(({ section, rows, seatsPerRow, price: each }) => ({
          section: given(section),
          rows: figure(rows),
          seatsPerRow: figure(seatsPerRow),
          price: figure(each),
        })),
      };

/** A date that is there already, to be changed or to make another one like it. */
export function draftOfDate(plan: DatePlanAnswer, timeZone: string): DraftDate {
  const fresh = newDate();
  const sections = plan.seatMap?.map((section) => ({
    id: nextId(),
    section: section.section,
    rows: `${section.rows}`,
    seatsPerRow: `${section.seatsPerRow}`,
    price: `${section.price}`,
  }));
  return {
    ...fresh,
    date: plan.date,
    time: localTime(plan.startsAt, timeZone).slice(11),
    map: sections === undefined ? 'plain' : 'sections',
    seats: `${plan.seats ?? fresh.seats}`,
    price: `${plan.price ?? fresh.price}`,
    sections: sections ?? fresh.sections,
  };
}

export const roomOf = (room: DraftRoom): object => ({
  capacity: figure(room.capacity),
  admitPerMinute: figure(room.admitPerMinute) ?? null,
  activeSeconds: figure(room.activeSeconds),
  waitingSeconds: figure(room.waitingSeconds),
  showUpSeconds: figure(room.showUpSeconds),
  protects: room.protects,
  afterClose: room.afterClose,
});

/** The rules of a door that is there already. */
export const draftOfRoom = (room: ConcertAnswer['waitingRoom']): DraftRoom => ({
  capacity: `${room.capacity}`,
  admitPerMinute: room.admitPerMinute === null ? '' : `${room.admitPerMinute}`,
  activeSeconds: `${room.activeSeconds}`,
  waitingSeconds: `${room.waitingSeconds}`,
  showUpSeconds: `${room.showUpSeconds}`,
  protects: room.protects,
  afterClose: room.afterClose,
});
