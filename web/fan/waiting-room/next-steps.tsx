import './next-steps.css';
import { format } from '../../kit/format.ts';
import { type Concert, turnStands } from '../state/concerts.ts';
import { words } from '../words/words.ts';

/** What is still to come for somebody who waits. */
export function NextSteps({ concert }: { concert: Concert }) {
  const { waiting: say } = words.value;
  const { spoken } = format.value;
  const steps = [
    {
      title: say.step.wait.title,
      text: say.step.wait.text(spoken(concert.waitingRoom.waitingSeconds), spoken(turnStands(concert))),
    },
    { title: say.step.turn.title, text: say.step.turn.text(spoken(concert.waitingRoom.activeSeconds)) },
    { title: say.step.pay.title, text: say.step.pay.text(spoken(concert.holdSeconds)) },
  ];
  return (
    <section class="card next-steps stack">
      <h2>{say.steps}</h2>
      <ol>
        {steps.map(({ title, text }, index) => (
          <li key={title} aria-current={index === 0 ? 'step' : undefined}>
            <p class="strong">{title}</p>
            <p class="faint">{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
