import './page-header.css';
import { language, switchLanguage } from '../../shared/language.ts';
import { hrefs, route } from '../route.ts';
import { asked, fan, site } from '../state/identity.ts';
import { words } from '../words/words.ts';
import { Icon, type IconName } from './icon.tsx';

/** Who and where one is; on every page. */
export function PageHeader() {
  const { nav, language: say } = words.value;
  const at = route.value.at;
  const other = language.value === 'ko' ? 'en' : 'ko';
  const links: [href: string, name: string, icon: IconName, here: boolean][] = [
    [hrefs.concerts, nav.concerts, 'calendar', /^(concert|concerts|seats|checkout)$/.test(at)],
    [hrefs.reservations, nav.reservations, 'ticket', /^reservation/.test(at)],
    [hrefs.wallet, nav.wallet, 'wallet', at === 'wallet'],
  ];
  return (
    <header class="page-header">
      <div class="page-header-inside">
        <a class="page-header-brand" href={hrefs.concerts} aria-label={nav.home}>
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" class="page-header-brand-ground" />
            <path
              class="page-header-brand-sign"
              d="M5 9c6 4 16 4 22 0v4c-6 4-16 4-22 0zM6 18h5v8H6zM13.500 19.500h5V26h-5zM21 18h5v8h-5z"
            />
          </svg>
          <span>Frontrow</span>
        </a>
        <nav class="page-header-nav" aria-label={nav.label}>
          {links.map(([href, name, icon, here]) => (
            <a key={href} href={href} aria-current={here ? 'page' : undefined}>
              <Icon name={icon} />
              <span>{name}</span>
            </a>
          ))}
        </nav>
        <div class="page-header-own">
          <button type="button" class="page-header-small" lang={other} onClick={() => switchLanguage(other)}>
            {say.switch}
          </button>
          <Who />
        </div>
      </div>
    </header>
  );
}

function Who() {
  const { who } = words.value;
  const somebody = fan.value;
  const ask = () => {
    asked.value = { next: () => {} };
  };
  if (site.value?.identity === 'jwt') {
    return somebody === null ? null : (
      <span class="page-header-small page-header-name">
        <Icon name="person" />
        <span>{who.signedIn}</span>
      </span>
    );
  }
  const name = somebody === null ? null : (somebody.name ?? somebody.userId.slice(0, 8));
  return (
    <button
      type="button"
      class="page-header-small page-header-name"
      aria-label={name === null ? undefined : who.change(name)}
      onClick={ask}
    >
      <Icon name="person" />
      <span>{name ?? who.signIn}</span>
    </button>
  );
}
