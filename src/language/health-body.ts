import type { Fault, Health } from '../operators/health.ts';
import { type Language, sentences } from './language.ts';
import type { HealthAnswer } from './operator-answers.ts';

/** How the service is, for one reader. */
export function healthBody(health: Health, language: Language): HealthAnswer {
  const { faults, roles, postgres, redis, audit, lanes } = health;
  return {
    ok: faults.length === 0,
    faults: faults.map((fault) => inWords(fault, language)),
    api: roles?.api ?? null,
    workers: roles?.workers ?? null,
    schedulers: roles?.schedulers ?? null,
    postgres,
    redis,
    audit: { at: audit?.at ?? null, broken: audit?.broken ?? [] },
    lanes,
  };
}

function inWords(fault: Fault, language: Language): HealthAnswer['faults'][number] {
  const { what } = fault;
  const say = sentences(language).health;
  switch (what) {
    case 'postgres-slow':
    case 'redis-slow':
      return { what, sentence: say[what](fault) };
    case 'lane-unserved':
    case 'lane-late': {
      const { title, name, concertId, oldestSeconds, depth } = fault.lane;
      const seconds = Math.floor(oldestSeconds);
      return { what, sentence: say[what]({ title, lane: name, seconds, depth }), concertId };
    }
    case 'books-broken':
      return { what, sentence: say[what](fault) };
    case 'audit-late':
      return { what, sentence: say[what](fault) };
    default:
      return { what, sentence: say[what]() };
  }
}
