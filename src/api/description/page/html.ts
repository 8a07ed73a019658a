/** Markup that is safe to put into a page. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | false | null | undefined | readonly Content[];

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

function render(content: Content): string {
  if (content instanceof Html) return content.text;
  if (content === false || content === null || content === undefined) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return `${content}`;
  return content.map(render).join('');
}

/** Markup from a template. Whatever is put into it is escaped unless it is markup itself. */
export const html = (parts: TemplateStringsArray, ...contents: Content[]): Html =>
  new Html(parts.map((part, index) => `${part}${render(contents[index])}`).join(''));

/** A sentence in which `names in backticks` are code. */
export const prose = (text: string): Content =>
  text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
