import { format } from '../format.ts';
import { drop, finish, unresolved } from '../service/writes.ts';
import { words } from '../words/words.ts';
import { Strip } from './strip.tsx';

/** What was begun long ago and never answered: the fan says whether it is still wanted. */
export function Unresolved() {
  const { unresolved: say } = words.value;
  return (
    <>
      {unresolved.value.map((write) => {
        const kind = write.slot.split(':')[0] as keyof typeof say.what;
        return (
          <Strip
            key={write.key}
            icon="alert"
            tone="warn"
            title={say.title}
            actions={
              <>
                <button type="button" onClick={() => finish(write)}>
                  {say.finish}
                </button>
                <button type="button" class="plain" onClick={() => drop(write)}>
                  {say.drop}
                </button>
              </>
            }
          >
            {say.text(say.what[kind], format.value.moment(write.begunAt))}
          </Strip>
        );
      })}
    </>
  );
}
