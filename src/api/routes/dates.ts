import { DATES_PER_CONCERT, SEATS_PER_CONCERT } from '../../../config/limits.ts';
import type { Orm } from '../../database/connect.ts';
import { isUuid } from '../../identity/identifiers.ts';
import { isCalendarDate } from '../../contract/fields.ts';
import { once } from '../../lane/once.ts';
import { Refusal } from '../../contract/refusals.ts';
import { type Language, sentences } from '../../language/language.ts';
import { datePlanAnswer, datePlansAnswer } from '../../language/operator-answers.ts';
import { addDate, changeDate, type NotChanged } from '../../operators/change-dates.ts';
import { dateChange, datePlan } from '../../operators/concert-plan.ts';
import { readDatePlans } from '../../operators/read-date-plans.ts';
import type { ConcertReads } from '../../reads/concert-reads.ts';
import { OPERATOR_ID, operatorOf } from '../operator-of.ts';
import { type Call, type Route, route } from '../route.ts';

/** The dates of a concert and their seats, after it was created. */
export const dateRoutes = (parts: { orm: Orm; concerts: ConcertReads }): Route[] => {
  const plansOf = (concertId: string) => readDatePlans(parts.orm.em.fork(), concertId);
  const planOf = async (concertId: string, date: string) =>
    (await plansOf(concertId)).find((plan) => plan.date === date);
  return [
    route({
      method: 'get',
      path: '/v1/admin/concerts/{concertId}/dates',
      tag: 'Operators',
      summary: 'The dates of a concert with their seat maps, as they were described',
      credential: 'operator',
      answers: { 200: { description: 'The dates', schema: datePlansAnswer } },
      refusals: ['CONCERT_NOT_FOUND'],
      unavailable: 'SERVER_BUSY',
      async handle({ params }) {
        const { concertId } = await parts.concerts.concert(params.concertId);
        return { status: 200, body: { dates: await plansOf(concertId), next: null } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/admin/concerts/{concertId}/dates',
      tag: 'Operators',
      summary: 'Add a date with its seats',
      credential: 'operator',
      write: 'direct',
      body: datePlan,
      answers: { 201: { description: 'Added', schema: datePlanAnswer } },
      refusals: ['CONCERT_NOT_FOUND'],
      unavailable: 'SERVER_BUSY',
      async handle(call) {
        const { concertId } = call.params;
        if (!isUuid(concertId)) throw new Refusal('CONCERT_NOT_FOUND');
        const write = { kind: 'add-date', userId: OPERATOR_ID, ...call };
        await once(parts.orm, write, {
          write: (outside) =>
            outside.transactional(async (em) => {
              const not = await addDate(em, concertId, call.body, doneBy(call));
              if (not !== null) throw refusalFor(not, call.body, call.language);
              return {};
            }),
        });
        parts.concerts.changed(concertId);
        return { status: 201, body: await planOf(concertId, call.body.date) };
      },
    }),
    route({
      method: 'patch',
      path: '/v1/admin/concerts/{concertId}/dates/{date}',
      tag: 'Operators',
      summary: 'Change when a date begins, or its seats while nobody has held one',
      credential: 'operator',
      body: dateChange,
      answers: { 200: { description: 'The date as it is now', schema: datePlanAnswer } },
      refusals: ['CONCERT_NOT_FOUND', 'SEATS_NOT_FOUND', 'SEAT_ALREADY_RESERVED'],
      unavailable: 'SERVER_BUSY',
      async handle(call) {
        const { concertId, date } = call.params;
        if (!isUuid(concertId)) throw new Refusal('CONCERT_NOT_FOUND');
        if (!isCalendarDate(date)) throw new Refusal('SEATS_NOT_FOUND');
        await parts.orm.em.fork().transactional(async (em) => {
          const not = await changeDate(em, concertId, date, call.body, doneBy(call));
          if (not !== null) throw refusalFor(not, call.body, call.language);
        });
        parts.concerts.changed(concertId);
        return { status: 200, body: await planOf(concertId, date) };
      },
    }),
  ];
};

const doneBy = (call: Call<unknown>) => ({ who: operatorOf(call).name, correlationId: call.correlationId });

function refusalFor(not: NotChanged, { seatMap }: { seatMap?: unknown }, language: Language): Refusal {
  const { faults } = sentences(language);
  const fault = (pointer: string, detail: string) =>
    new Refusal('INVALID_REQUEST', { faults: [{ pointer, detail }] });
  switch (not) {
    case 'no such concert':
      return new Refusal('CONCERT_NOT_FOUND');
    case 'no such date':
      return new Refusal('SEATS_NOT_FOUND');
    case 'seats are taken':
      return new Refusal('SEAT_ALREADY_RESERVED');
    case 'date is taken':
      return fault('/date', faults.taken());
    case 'too many dates':
      return fault('/date', faults.tooBig({ maximum: DATES_PER_CONCERT }));
    case 'too many seats':
      return fault(
        seatMap === undefined ? '/seats' : '/seatMap',
        faults.tooBig({ maximum: SEATS_PER_CONCERT }),
      );
  }
}
