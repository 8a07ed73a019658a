import { type Code, STATUS_OF } from '../../../contract/refusals.ts';
import { sentences } from '../../../language/language.ts';
import { type Content, html } from './html.ts';

const ALL_CODES = (Object.keys(STATUS_OF) as Code[]).toSorted((a, b) => STATUS_OF[a] - STATUS_OF[b]);

const isCode = (code: string): code is Code => Object.hasOwn(STATUS_OF, code);

export const codeLink = (code: string): Content => html`<a class="code" href="#${code}">${code}</a>`;

/** The refusals that a call has of its own, each with its sentence. */
export function ownRefusals(codes: readonly string[]): Content {
  if (codes.length === 0) return null;
  return html`<ul class="refusals">${codes
    .filter(isCode)
    .map(
      (code) =>
        html`<li><span class="status">${STATUS_OF[code]}</span> ${codeLink(code)} <span>${sentences('en').refusals[code]}</span></li>`,
    )}</ul>`;
}

/** Every code there is. The `type` of a problem leads to its row. */
export const refusalTable = (): Content => html`<table class="codes" role="table">
<caption class="unseen">Every refusal, by status</caption>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Code</th><th scope="col" role="columnheader">Status</th><th scope="col" role="columnheader">English</th><th scope="col" role="columnheader">Korean</th></tr></thead>
<tbody role="rowgroup">${ALL_CODES.map(
  (code) =>
    html`<tr role="row" id="${code}"><th scope="row" role="rowheader"><code class="name">${code}</code></th><td role="cell"><span class="status">${STATUS_OF[code]}</span></td><td role="cell">${sentences('en').refusals[code]}</td><td role="cell" lang="ko">${sentences('ko').refusals[code]}</td></tr>
`,
)}</tbody>
</table>`;
