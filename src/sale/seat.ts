import { defineEntity, p } from '@mikro-orm/postgresql';

/** A seat of a date as it was planned: who has it stands in `reserved_seat`. */
export const Seat = defineEntity({
  name: 'Seat',
  tableName: 'seat',
  properties: {
    dateId: p.uuid().primary(),
    number: p.integer().primary(),
    /** Null in a hall that is numbered through. */
    section: p.text().strictNullable(),
    row: p.text().strictNullable(),
    /** What it is called within its row. */
    name: p.text().strictNullable(),
    price: p.integer(),
  },
});
