import type { Funnel } from '../answers.ts';
import { format } from '../format.ts';
import { Meter } from '../parts/meter.tsx';
import { words } from '../words/words.ts';
import './funnel-card.css';

const STEPS = ['joined', 'admitted', 'held', 'paid'] as const;

/** How many of those who came got how far. */
export function FunnelCard({ funnel }: { funnel: Funnel | null }) {
  const { funnel: said } = words.value;
  const { whole, share } = format.value;
  return (
    <section class="funnel-card card" aria-labelledby="funnel-card">
      <h2 id="funnel-card">{said.title}</h2>
      {funnel === null || funnel.joined === 0 ? (
        <p class="faint">{said.nobody}</p>
      ) : (
        <ol>
          {STEPS.map((step, index) => {
            const before = STEPS[index - 1];
            return (
              <li key={step}>
                <span class="funnel-card__step">{said[step]}</span>
                <b class="funnel-card__figure">{whole(funnel[step])}</b>
                <Meter part={funnel[step]} of={funnel.joined} />
                {before !== undefined && (
                  <span class="faint funnel-card__share">
                    {said.ofThose(share(funnel[step], funnel[before]))}
                  </span>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {funnel !== null && funnel.joined > 0 && (
        <p class="faint funnel-card__whole">{said.whole(share(funnel.paid, funnel.joined))}</p>
      )}
    </section>
  );
}
