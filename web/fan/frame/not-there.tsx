import { StateCard } from './state-card.tsx';

/** An address that leads nowhere, and where to go instead. */
export const NotThere = ({
  title,
  text,
  href,
  link,
}: {
  title: string;
  text: string;
  href: string;
  link: string;
}) => (
  <StateCard icon="search" heading="h1" title={title} text={text}>
    <a class="button primary" href={href}>
      {link}
    </a>
  </StateCard>
);
