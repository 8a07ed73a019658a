import { words } from '../words/words.ts';
import { HealthParts } from './health-parts.tsx';
import './health-card.css';

/** The parts of the service in a line each, beside a sale. */
export const HealthCard = () => {
  const { health: said } = words.value;
  return (
    <section class="health-card card" aria-labelledby="health-card">
      <h2 id="health-card">
        <a href="#/health">{said.title}</a>
      </h2>
      <HealthParts />
    </section>
  );
};
