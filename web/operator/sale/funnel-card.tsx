import './funnel-card.css';
import { format } from '../../kit/format.ts';
import { Meter } from '../../kit/meter.tsx';
import type { Funnel } from '../answers.ts';
import { words } from '../words/words.ts';

const STEPS = ['joined', 'admitted', 'held', 'paid'] as const;

/** How many of those who came got how far. */
export function FunnelCard({ funnel }: { funnel: Funnel | null }) {
  const { funnel: say } = words.value;
  const { whole, share } = format.value;
  return (
    <section class="funnel-card card stack" aria-labelledby="funnel-card">
      <h2 id="funnel-card">{say.title}</h2>
      {funnel === null || funnel.joined === 0 ? (
        <p class="faint">{say.nobody}</p>
      ) : (
        <ol class="stack">
          {STEPS.map((step, index) => {
            const before = STEPS[index - 1];
            return (
              <li key={step}>
                <span class="strong">{say[step]}</span>
                <b class="numerals">{whole(funnel[step])}</b>
                <Meter part={funnel[step]} of={funnel.joined} />
                {before !== undefined && (
                  <span class="small faint funnel-card-share">
                    {say.ofThose(share(funnel[step], funnel[before]))}
                  </span>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {funnel !== null && funnel.joined > 0 && (
        <p class="small faint">{say.whole(share(funnel.paid, funnel.joined))}</p>
      )}
    </section>
  );
}
