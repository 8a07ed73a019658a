import './health-card.css';
import { words } from '../words/words.ts';
import { HealthParts } from './health-parts.tsx';

/** The parts of the service in a line each, beside a sale. */
export const HealthCard = () => {
  const { health: say } = words.value;
  return (
    <section class="health-card card" aria-labelledby="health-card">
      <h2 id="health-card">
        <a href="#/health">{say.title}</a>
      </h2>
      <HealthParts />
    </section>
  );
};
