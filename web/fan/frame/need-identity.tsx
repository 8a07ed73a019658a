import type { ComponentChildren } from 'preact';
import { asked, fan, identityRefused, site } from '../state/identity.ts';
import { words } from '../words/words.ts';
import { StateCard } from './state-card.tsx';

/** Shows what belongs to somebody, once it is known who that is. */
export function NeedIdentity({ title, children }: { title: string; children: ComponentChildren }) {
  const { who } = words.value;
  const inShop = site.value?.identity === 'jwt';
  if (fan.value !== null && !identityRefused.value) return <>{children}</>;
  const ask = () => {
    asked.value = { next: () => {} };
  };
  return (
    <>
      <div class="title-block">
        <h1>{title}</h1>
      </div>
      {identityRefused.value ? (
        <StateCard
          icon="person"
          tone="warn"
          title={who.refused.title}
          text={inShop ? who.refused.jwt : who.refused.trust}
        >
          {inShop ? undefined : (
            <button type="button" class="primary" onClick={ask}>
              {who.refused.choose}
            </button>
          )}
        </StateCard>
      ) : (
        <StateCard
          icon="person"
          title={inShop ? who.fromShop.title : who.ask}
          text={inShop ? who.fromShop.text : undefined}
        >
          {inShop ? undefined : (
            <button type="button" class="primary" onClick={ask}>
              {who.signIn}
            </button>
          )}
        </StateCard>
      )}
    </>
  );
}
