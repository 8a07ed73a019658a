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
      <ul class="health-card-parts">
        {partsOf(here).map(({ name, detail, tone, state }) => (
          <li key={name}>
            <span class="health-card-name">{name}</span>
            <span class="faint health-card-detail">{detail}</span>
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
  const { health: say } = words.value;
  if (connection.value === 'offline') return unheard();
  return [
    processes(say.api, api),
    processes(say.workers, workers),
    processes(say.schedulers, schedulers),
    store(say.postgres, postgres),
    store(say.redis, redis),
    {
      name: say.audit,
      detail: audit.at === null ? say.notLookedYet : say.lookedAt(format.value.time(audit.at)),
      ...(audit.broken.length > 0
        ? { tone: 'bad', state: say.broken(audit.broken.length) }
        : audit.at === null
          ? { tone: 'plain', state: say.unknown }
          : { tone: 'good', state: say.balanced }),
    },
  ];
}

/** What was well when it was last heard may be anything now. */
function unheard(): Part[] {
  const { health: say } = words.value;
  const names = [say.api, say.workers, say.schedulers, say.postgres, say.redis, say.audit];
  return names.map((name) => ({ name, detail: '', tone: 'plain', state: say.unknown }));
}

function processes(name: string, count: number | null): Part {
  const { health: say } = words.value;
  if (count === null) return { name, detail: '', tone: 'plain', state: say.unknown };
  const detail = say.processes(count);
  return count === 0
    ? { name, detail, tone: 'bad', state: say.missing }
    : { name, detail, tone: 'good', state: say.there };
}

const TONES: Record<Store['state'], Tone> = { ok: 'good', slow: 'warn', unreachable: 'bad' };

function store(name: string, { state, ms }: Store): Part {
  const { health: say } = words.value;
  const detail = ms === null ? '' : say.answersIn(format.value.milliseconds(ms));
  return { name, detail, tone: TONES[state], state: say.stores[state] };
}
