import type { AsyncApiDocument } from './asyncapi.ts';
import type { OpenApiDocument } from './openapi.ts';
import { callSection, methodBadge } from './page/calls.ts';
import { callsOf, type HttpDocument, referredName, type SocketDocument } from './page/document.ts';
import { eventAnchor, eventSections, toldEvents } from './page/events.ts';
import type { SchemaBook } from './page/fields.ts';
import { type Content, html, prose } from './page/html.ts';
import { chapterSection, introduction } from './page/introduction.ts';
import { type Group, navigation } from './page/navigation.ts';
import { refusalTable } from './page/refusals.ts';

/** Both documents as one page for people: made on the server, without a script, with a stylesheet of its own. */
export function docsPage(openApi: OpenApiDocument, asyncApi: AsyncApiDocument): string {
  const http = openApi as unknown as HttpDocument;
  const socket = asyncApi as unknown as SocketDocument;
  const explainedAt = explanations(http);
  const book = { schemas: http.components.schemas, explainedAt };
  const chapters = introduction(book);
  const tags = tagsOf(http);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Frontrow API</title>
<meta name="description" content="How to sell tickets with Frontrow: every call, every event, every refusal.">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="top"><a class="brand" href="#main">${TICKET}<span>Frontrow</span></a><a class="to-contents" href="#contents">Contents</a></header>
<div class="columns">
${navigation([
  { id: 'introduction', title: 'Introduction', entries: chapters.map(({ id, title }) => ({ id, title })) },
  ...tags.map(navigationGroup),
  {
    id: 'events',
    title: 'Live events',
    entries: [
      { id: 'connecting', title: 'Connecting' },
      ...toldEvents(socket).map(({ name }) => ({ id: eventAnchor(name), title: html`<code>${name}</code>` })),
    ],
  },
  { id: 'refusals', title: 'Refusals', entries: [] },
])}
<main id="main" tabindex="-1">
<div class="hero">
<div><h1>Frontrow API</h1>
<p class="lead">A fair waiting room, held seats, a wallet and payments, told live. Everything that a shop needs to sell a concert to a crowd that comes all at once.</p></div>
<ul class="stub"><li>Version ${http.info.version}</li><li><a href="/openapi.json">OpenAPI 3.1</a></li><li><a href="/asyncapi.json">AsyncAPI 3.0</a></li></ul>
</div>
<section aria-labelledby="introduction">
<h2 id="introduction">Introduction</h2>
${chapters.map(chapterSection)}
</section>
${tags.map(
  ({ id, name, description, calls }) => html`<section aria-labelledby="${id}">
<h2 id="${id}">${name}</h2>
<p class="about">${prose(description)}</p>
${calls.map((call) => callSection(call, http, book))}
</section>
`,
)}
<section aria-labelledby="events">
<h2 id="events">Live events</h2>
<p class="about">What the server tells over Socket.IO, without being asked.</p>
${eventSections(socket, { schemas: socket.components.schemas, explainedAt })}
</section>
<section aria-labelledby="refusals">
<h2 id="refusals">Refusals</h2>
<p class="about">Every <code>code</code> of a problem, with its status and its sentence in both languages.</p>
${refusalTable()}
</section>
</main>
</div>
</body>
</html>
`;
  return page.text;
}

/** A ticket, torn on one side. */
const TICKET = html`<svg viewBox="0 0 32 24" width="32" height="24" aria-hidden="true"><path fill="currentColor" d="M3 2h18v3h2V2h6a2 2 0 0 1 2 2v4.5a3.5 3.5 0 0 0 0 7V20a2 2 0 0 1-2 2h-6v-3h-2v3H3a2 2 0 0 1-2-2v-4.5a3.5 3.5 0 0 0 0-7V4a2 2 0 0 1 2-2Zm18 6v3h2V8Zm0 5v3h2v-3Z"/></svg>`;

type Tag = ReturnType<typeof tagsOf>[number];

const tagsOf = (http: HttpDocument) =>
  http.tags.map(({ name, description }) => ({
    id: name.toLowerCase().replaceAll(' ', '-'),
    name,
    description,
    calls: callsOf(http).filter(({ tags }) => tags.includes(name)),
  }));

const navigationGroup = ({ id, name, calls }: Tag): Group => ({
  id,
  title: name,
  entries: calls.map(({ operationId, method, summary }): Group['entries'][number] => ({
    id: operationId,
    title: [html`<span>${summary}</span> `, methodBadge(method)] satisfies Content,
  })),
});

/** Where each schema is told in full: at the first call that answers with it. */
function explanations(http: HttpDocument): SchemaBook['explainedAt'] {
  const places = new Map([['Problem', '#errors']]);
  for (const { operationId, responses } of callsOf(http)) {
    for (const { content } of Object.values(responses)) {
      const reference = content?.['application/json']?.schema?.$ref;
      if (reference === undefined || places.has(referredName(reference))) continue;
      places.set(referredName(reference), `#${operationId}`);
    }
  }
  return (name) => places.get(name);
}
