import type { Answer } from './call.ts';

/** How many answers of each kind: refusals by their code, the others by their status. */
export function countAnswers(answers: readonly Pick<Answer, 'status' | 'body'>[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { status, body } of answers) {
    const kind = body.code ?? status;
    counted[kind] = (counted[kind] ?? 0) + 1;
  }
  return counted;
}
