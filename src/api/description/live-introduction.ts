/** What one has to know before connecting, in Markdown, for every tool that reads the document. */
export const LIVE_INTRODUCTION = `
The live side, over Socket.IO 4 at the path \`/socket.io\`. The websocket transport alone is enough. A client sends nothing
but its handshake and hears about its own requests, its place in each line, its holds, and seats it may see. The calls
are described in [\`/openapi.json\`](/openapi.json), for reading at [\`/docs\`](/docs).

Nothing is lost with a connection: an outcome stays readable at \`/v1/requests/{requestId}\`, and a client that connects
with \`since\` is told again what was settled after that instant, in its order. What was told shortly before a connection
broke may not have come through: say the instant of the last outcome that did, or some seconds before the end, and pass over
a \`requestId\` that was told. Of very many outcomes the latest are told; the others stay where they can be read.

\`\`\`js
import { io } from 'socket.io-client';

const socket = io(FRONTROW, {
  transports: ['websocket'],
  auth: { token, locale: 'en' },
});

socket.on('queue', ({ status, rank }) => showPlace(status, rank));
socket.on('seats', ({ changes }) => applyChanges(changes));
socket.on('request', ({ requestId, result, problem }) => settle(requestId, result ?? problem));
socket.on('connect_error', ({ data }) => explain(data?.code));
\`\`\`
`.trim();
