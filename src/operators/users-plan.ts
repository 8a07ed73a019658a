import { z } from 'zod';
import { USERS_PER_CALL } from '../../config/limits.ts';
import { either, id, text } from '../contract/fields.ts';

/** How an operator names new users: one by name, or many, each with an id of the integrator's or without. */
export const usersPlan = z
  .strictObject({
    name: text.optional(),
    users: z
      .array(z.strictObject({ id: id.optional(), name: text }))
      .min(1)
      .max(USERS_PER_CALL)
      .optional(),
  })
  .superRefine((body, context) => {
    either(body, 'name', 'users', context);
    const seen = new Set<string>();
    for (const [index, user] of (body.users ?? []).entries()) {
      if (user.id === undefined) continue;
      if (seen.has(user.id)) {
        const path = ['users', index, 'id'];
        context.addIssue({ code: 'custom', path, message: 'duplicate', input: user.id });
      }
      seen.add(user.id);
    }
  });
