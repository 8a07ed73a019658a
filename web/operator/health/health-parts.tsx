import type { HealthAnswer, Store } from '../answers.ts';
import { connection } from '../connection.ts';
import { format } from '../format.ts';
import { AskedFor } from '../parts/asked-for.tsx';
import { Badge, type Tone } from '../parts/badge.tsx';
import type { IconName } from '../parts/icon.tsx';
import { words } from '../words/words.ts';
import { askForHealth, health } from './watched-health.ts';

interface Part {
  name: string;
  detail: string;
  tone: Tone;
  state: string;
}

const ICONS: Record<Tone, IconName | undefined> = {
  good: 'good',
  warn: 'warn',
  bad: 'bad',
  plain: undefined,
};

/** API, workers, schedulers, both stores and the audit: whether each is well, and how one knows. */
export const HealthParts = () => (
  <AskedFor loaded={health.value} again={() => void askForHealth()}>
    {(here) => (
      <ul class="health-card__parts">
        {partsOf(here).map(({ name, detail, tone, state }) => (
          <li key={name}>
            <span class="health-card__name">{name}</span>
            <span class="faint health-card__detail">{detail}</span>
            <Badge tone={tone} icon={ICONS[tone]}>
              {state}
            </Badge>
          </li>
        ))}
      </ul>
    )}
  </AskedFor>
);

function partsOf({ api, workers, schedulers, postgres, redis, audit }: HealthAnswer): Part[] {
  const { health: said } = words.value;
  if (connection.value === 'offline') return unheard();
  return [
    processes(said.api, api),
    processes(said.workers, workers),
    processes(said.schedulers, schedulers),
    store(said.postgres, postgres),
    store(said.redis, redis),
    {
      name: said.audit,
      detail: audit.at === null ? said.notLookedYet : said.lookedAt(format.value.time(audit.at)),
      ...(audit.broken.length > 0
        ? { tone: 'bad', state: said.broken(audit.broken.length) }
        : audit.at === null
          ? { tone: 'plain', state: said.unknown }
          : { tone: 'good', state: said.balanced }),
    },
  ];
}

/** What was well when it was last heard may be anything now. */
function unheard(): Part[] {
  const { health: said } = words.value;
  const names = [said.api, said.workers, said.schedulers, said.postgres, said.redis, said.audit];
  return names.map((name) => ({ name, detail: '', tone: 'plain', state: said.unknown }));
}

function processes(name: string, count: number | null): Part {
  const { health: said } = words.value;
  if (count === null) return { name, detail: '', tone: 'plain', state: said.unknown };
  const detail = said.processes(count);
  return count === 0
    ? { name, detail, tone: 'bad', state: said.missing }
    : { name, detail, tone: 'good', state: said.there };
}

const TONES: Record<Store['state'], Tone> = { ok: 'good', slow: 'warn', unreachable: 'bad' };

function store(name: string, { state, ms }: Store): Part {
  const { health: said } = words.value;
  const detail = ms === null ? '' : said.answersIn(format.value.milliseconds(ms));
  return { name, detail, tone: TONES[state], state: said.stores[state] };
}
