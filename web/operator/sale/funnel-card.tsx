import './funnel-card.css';
import type { Funnel } from '../answers.ts';
import { format } from '../format.ts';
import { Meter } from '../parts/meter.tsx';
import { words } from '../words/words.ts';

const STEPS = ['joined', 'admitted', 'held', 'paid'] as const;

/** How many of those who came got how far. */
export function FunnelCard({ funnel }: { funnel: Funnel | null }) {
  const { funnel: say } = words.value;
  const { whole, share } = format.value;
  return (
    <section class="funnel-card card" aria-labelledby="funnel-card">
      <h2 id="funnel-card">{say.title}</h2>
      {funnel === null || funnel.joined === 0 ? (
        <p class="faint">{say.nobody}</p>
      ) : (
        <ol>
          {STEPS.map((step, index) => {
            const before = STEPS[index - 1];
            return (
              <li key={step}>
                <span class="funnel-card-step">{say[step]}</span>
                <b class="funnel-card-figure">{whole(funnel[step])}</b>
                <Meter part={funnel[step]} of={funnel.joined} />
                {before !== undefined && (
                  <span class="faint funnel-card-share">
                    {say.ofThose(share(funnel[step], funnel[before]))}
                  </span>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {funnel !== null && funnel.joined > 0 && (
        <p class="faint funnel-card-whole">{say.whole(share(funnel.paid, funnel.joined))}</p>
      )}
    </section>
  );
}
