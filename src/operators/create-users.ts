import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { USERS_PER_CALL } from '../../config/limits.ts';
import { route } from '../contract/call.ts';
import { doneBy, OPERATOR_ID } from '../contract/caller.ts';
import { eitherOf, givenId, id, text } from '../contract/fields.ts';
import { Refusal } from '../contract/refusals.ts';
import type { Orm } from '../database/connect.ts';
import { once } from '../lane/once.ts';
import { recordAction } from '../sale/action-log.ts';
import { createUsers, takenUserIds } from '../sale/users.ts';

type Named = { id?: string | undefined; name: string }[];

/** Ids of the integrator's are given only once. */
function distinctIds(users: Named, context: z.core.$RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, user] of users.entries()) {
    if (user.id === undefined) continue;
    if (seen.has(user.id)) {
      context.addIssue({ code: 'custom', path: [index, 'id'], message: 'duplicate', input: user.id });
    }
    seen.add(user.id);
  }
}

export const createAdminUsers = route({
  method: 'post',
  path: '/v1/admin/users',
  tag: 'Operators',
  summary: 'Create one user or many, each with an empty wallet',
  notes: 'Give `name` for one user, or `users` for many at once. Ids are made where none are given.',
  credential: 'operator',
  write: 'direct',
  body: eitherOf(
    'name',
    'users',
    z.strictObject({
      name: text.optional(),
      users: z
        .array(z.strictObject({ id: id.optional(), name: text }))
        .min(1)
        .max(USERS_PER_CALL)
        .superRefine(distinctIds)
        .optional(),
    }),
  ),
  status: 201,
  description: 'Created',
  answer: z
    .union([z.object({ userId: givenId }), z.object({ userIds: z.array(givenId) })])
    .meta({ id: 'Users' }),
  examples: {
    body: { name: 'Ji-woo' },
    answer: { userId: 'b2a7e1c4-93d5-4c1f-8e60-5f4a1c7d9b32' },
  },
  async handle(call, { orm }: { orm: Orm }) {
    const { name, users } = call.body;
    const given: Named = users ?? [{ name: name ?? '' }];
    const wanted = given.map((user) => ({ id: user.id ?? randomUUID(), name: user.name }));
    const { userIds } = await once(
      orm,
      { kind: 'create-users', userId: OPERATOR_ID, ...call },
      {
        write: (outside) =>
          outside.transactional(async (em) => {
            const taken = await takenUserIds(
              em,
              given.flatMap((user) => user.id ?? []),
            );
            if (taken.size > 0) {
              const detail = call.say.faults.taken();
              const faults = wanted.flatMap(({ id }, index) =>
                taken.has(id) ? [{ pointer: `/users/${index}/id`, detail }] : [],
              );
              throw new Refusal('INVALID_REQUEST', { faults });
            }
            await createUsers(em, wanted);
            await recordAction(em, {
              ...doneBy(call),
              what: 'create-users',
              concertId: null,
              before: null,
              after: { users: wanted.length },
            });
            return { userIds: wanted.map((user) => user.id) };
          }),
      },
    );
    return users === undefined ? { userId: userIds[0] ?? '' } : { userIds };
  },
});
