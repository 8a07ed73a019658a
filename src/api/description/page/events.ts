import type { SocketDocument } from './document.ts';
import { fieldTable, type SchemaBook } from './fields.ts';
import { type Content, html, prose } from './html.ts';
import { json, sample } from './samples.ts';

/** The text of a program that listens. */
const CLIENT = `import { io } from 'socket.io-client';

const socket = io(FRONTROW, {
  transports: ['websocket'],
  auth: { token, locale: 'en' },
});

socket.on('queue', ({ status, rank }) => {
  showPlace(status, rank);
});
socket.on('seats', ({ changes }) => {
  applyChanges(changes);
});
socket.on('request', ({ requestId, result, problem }) => {
  settle(requestId, result ?? problem);
});
socket.on('connect_error', ({ data }) => {
  explain(data?.code);
});`;

type Message = SocketDocument['components']['messages'][string];

/** The events that the server tells, in the order of the document. */
export function toldEvents({ operations, components }: SocketDocument): Message[] {
  return Object.entries(operations).flatMap(([key, { action }]) => {
    const message = components.messages[key];
    return action === 'send' && message !== undefined ? [message] : [];
  });
}

export const eventAnchor = (name: string) => `event-${name}`;

/** How to connect, and each event with what it carries. */
export function eventSections(document: SocketDocument, book: SchemaBook): Content {
  const { connect, connectError } = document.components.messages;
  return [
    html`<article class="entry" id="connecting" aria-labelledby="connecting-title">
<div class="told"><h3 id="connecting-title">Connecting</h3>
<p>Socket.IO 4 at the path <code>/socket.io</code>; the websocket transport alone is enough. A client sends nothing but its handshake. ${prose(connect?.description ?? '')}</p>
${connect !== undefined && [html`<h4><code>auth</code> of the handshake</h4>`, fieldTable(connect.payload, 'The handshake', 'sent', book)]}
<p><strong>Nothing is lost with a connection.</strong> An outcome stays readable at <a href="#getRequest"><code>/v1/requests/{requestId}</code></a>, and a client that comes back with <code>since</code> is told again what was settled after that instant.</p>
${connectError !== undefined && [html`<h4><code>connect_error</code></h4><p>${prose(connectError.description)}</p>`, fieldTable(connectError.payload, 'connect_error', 'answered', book)]}
</div>
<div class="shown">${sample('A client', CLIENT)}${connectError?.examples.map(({ payload }) => sample('connect_error', json(payload)))}</div>
</article>
`,
    toldEvents(document).map((message) => eventSection(message, book)),
  ];
}

function eventSection({ name, summary, description, payload, examples }: Message, book: SchemaBook): Content {
  const id = eventAnchor(name);
  return html`<article class="entry" id="${id}" aria-labelledby="${id}-title">
<div class="told"><h3 id="${id}-title">${summary}</h3>
<p class="address"><span class="method event">EVENT</span> <code>${name}</code></p>
<p>${prose(description)}</p>
<h4>Payload</h4>
${fieldTable(payload, `Payload of ${name}`, 'answered', book)}
</div>
<div class="shown">${examples.map((example) => sample(`The event ${name}`, json(example.payload)))}</div>
</article>
`;
}
