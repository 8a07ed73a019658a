import type { Call } from './document.ts';
import { type Content, html } from './html.ts';

/** A block of code under its name. It takes the focus, so that a keyboard can scroll it. */
export const sample = (name: string, code: Content): Content =>
  html`<figure class="sample"><figcaption>${name}</figcaption><pre tabindex="0" role="group" aria-label="${name}"><code>${code}</code></pre></figure>
`;

const WORD = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?|true|false|null)/g;

/** A list of plain values, which reads better on one line. */
const SHORT_LIST = /\[\n\s+([^[\]{}]+?)\n\s+\]/g;

/** JSON with its keys, strings and other values told apart. */
export function json(value: unknown): Content {
  const text = JSON.stringify(value, null, 2).replace(
    SHORT_LIST,
    (_, items: string) => `[${items.split(/,\n\s+/).join(', ')}]`,
  );
  const pieces: Content[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const [whole, string, colon, other] = match;
    pieces.push(text.slice(end, match.index));
    if (other !== undefined) pieces.push(html`<span class="j-value">${other}</span>`);
    else if (colon === undefined) pieces.push(html`<span class="j-string">${string}</span>`);
    else pieces.push(html`<span class="j-key">${string}</span>`, colon);
    end = match.index + whole.length;
  }
  return [...pieces, text.slice(end)];
}

/** Which variable of the shell holds the credential that opens a call. */
const CREDENTIALS: Record<string, string> = {
  userIdentity: 'IDENTITY',
  queueToken: 'TOKEN',
  operator: 'ADMIN_KEY',
};

const shellName = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const LINE = 44;

/** On one line if it fits there. */
function bodyText(body: unknown): string {
  const line = JSON.stringify(body);
  return line.length <= LINE ? line : JSON.stringify(body, null, 2).replaceAll('\n', '\n  ');
}

/** The call as one types it into a shell. */
export function curl({ method, path, security, parameters, requestBody }: Call): string {
  const credential = CREDENTIALS[Object.keys(security[0] ?? {})[0] ?? ''];
  const headers = parameters.flatMap((parameter) => ('$ref' in parameter ? [parameter.$ref] : []));
  const body = requestBody?.content['application/json']?.example;
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${shellName(name)}`);
  const lines = [
    method === 'get' ? `curl "$FRONTROW${address}"` : `curl -X ${method.toUpperCase()}`,
    method !== 'get' && `"$FRONTROW${address}"`,
    credential !== undefined && `-H "Authorization: Bearer $${credential}"`,
    headers.some((header) => header.endsWith('/Prefer')) && '-H "Prefer: wait=10"',
    headers.some((header) => header.endsWith('/IdempotencyKey')) && '-H "Idempotency-Key: $(uuidgen)"',
    body !== undefined && '-H "Content-Type: application/json"',
    body !== undefined && `-d '${bodyText(body)}'`,
  ];
  return lines.filter((line) => line !== false).join(' \\\n  ');
}
