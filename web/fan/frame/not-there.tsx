import { usePageTitle } from './page-title.ts';
import { StateCard } from './state-card.tsx';

/** An address that leads nowhere, and where to go instead. */
export function NotThere({
  title,
  text,
  href,
  link,
}: {
  title: string;
  text: string;
  href: string;
  link: string;
}) {
  usePageTitle(title);
  return (
    <StateCard icon="search" heading="h1" title={title} text={text}>
      <a class="button primary" href={href}>
        {link}
      </a>
    </StateCard>
  );
}
