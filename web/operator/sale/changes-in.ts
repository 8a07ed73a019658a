import type { Code } from '../../../client/description.ts';
import { sentences } from '../../../src/language/language.ts';
import { format, money } from '../../kit/format.ts';
import { language } from '../../kit/language.ts';
import type { ActionAnswer } from '../answers.ts';
import { words } from '../words/words.ts';

type Fields = Record<string, unknown>;

/** What an action changed, a line for each: "Capacity: 100 → 200". */
export function changesIn({
  before,
  after,
  userName,
}: Pick<ActionAnswer, 'before' | 'after' | 'userName'>): string[] {
  const { fields, arrow } = words.value.record;
  const called = ({ userId, ...fields }: Fields): Fields =>
    userId === undefined ? fields : { userId: userName ?? userId, ...fields };
  const [was, is] = [flat(called(before ?? {})), flat(called(after ?? {}))];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => {
    const name = (fields as Record<string, string>)[field] ?? field;
    if (!(field in was) || was[field] === is[field]) return `${name}: ${told(field, is[field])}`;
    return field in is
      ? arrow(name, told(field, was[field]), told(field, is[field]))
      : `${name}: ${told(field, was[field])}`;
  });
}

/** Settings of the waiting room stand one level deeper, the languages of a message as well. */
function flat(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(flat(value as Fields))
        : [[name, value]],
    ),
  );
}

const MONEY = new Set(['amount', 'balance', 'balanceAfter', 'price', 'priceFrom', 'priceTo']);

/** As the fan was told, and by its code. */
function refusalOf(code: string): string {
  const sentence = sentences(language.value).refusals[code as Code];
  return sentence === undefined ? code : `${sentence} (${code})`;
}

/** A value of a record in words: a field's own, a figure, an instant or a text. */
export function told(field: string, value: unknown): string {
  const { record, charts } = words.value;
  const { none, yes, no, values } = record;
  const { whole, exactMoment, date, duration } = format.value;
  if (value === null || value === undefined) return none;
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'number' && MONEY.has(field)) return money.value(value);
  if (typeof value === 'number') return field.endsWith('Seconds') ? duration(value) : whole(value);
  if (typeof value === 'string') {
    if (field === 'lane') return (charts.lanes as Record<string, string>)[value] ?? value;
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return date(value);
    if (field === 'refused') return refusalOf(value);
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return exactMoment(value);
    return (values as Record<string, string>)[value] ?? value;
  }
  if (Array.isArray(value)) return value.map((one) => told(field, one)).join(', ');
  return JSON.stringify(value);
}
