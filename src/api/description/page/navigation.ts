import { type Content, html } from './html.ts';

export interface Group {
  title: string;
  id: string;
  entries: { id: string; title: Content }[];
}

/** The way through the page. It stands beside the text on a wide screen and folds away above it on a small one. */
export function navigation(groups: readonly Group[]): Content {
  const list = groups.map(
    ({ title, id, entries }) =>
      html`<li><a class="group" href="#${id}">${title}</a>${
        entries.length > 0 &&
        html`<ul>${entries.map((entry) => html`<li><a href="#${entry.id}">${entry.title}</a></li>`)}</ul>`
      }</li>`,
  );
  return html`<nav class="beside" aria-label="Contents"><ul>${list}</ul></nav>
<details class="above" id="contents"><summary>Contents</summary><nav aria-label="Contents"><ul>${list}</ul></nav></details>`;
}
