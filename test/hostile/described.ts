import {
  type Call,
  callsOf,
  type HttpDocument,
  referredName,
  type Schema,
  type SocketDocument,
} from '../api/description/document.ts';
import { thingFor } from './names.ts';
import { RightValues } from './right-values.ts';

/** What the service says of itself: all that the cases are made of. */
export interface Described {
  http: HttpDocument;
  calls: Call[];
  /** Makes values for the schemas of HTTP. */
  values: RightValues;
  /** What a client says when it connects. */
  handshake: Schema;
  /** What is told over a socket, by the name of the event. */
  events: [name: string, payload: Schema][];
  /** Makes values for the schemas of the socket. */
  socketValues: RightValues;
}

/** Reads the descriptions that the service at this address serves. */
export async function readDescriptions(url: string): Promise<Described> {
  const [http, socket] = await Promise.all([
    read<HttpDocument>(`${url}/openapi.json`),
    read<SocketDocument>(`${url}/asyncapi.json`),
  ]);
  return described(http, socket);
}

export function described(http: HttpDocument, socket: SocketDocument): Described {
  const { messages, schemas } = socket.components;
  const schemaOf = ({ payload }: { payload: Schema }) => schemas[referredName(payload.$ref ?? '')] ?? {};
  const told = Object.values(messages);
  const handshake = told.find(({ name }) => name === 'connect');
  if (handshake === undefined) throw new Error('no handshake is described');
  return {
    http,
    calls: callsOf(http),
    values: new RightValues(http.components.schemas, thingFor),
    handshake: schemaOf(handshake),
    events: told.filter((one) => one !== handshake).map((one) => [one.name, schemaOf(one)]),
    socketValues: new RightValues(schemas, thingFor),
  };
}

async function read<Document>(address: string): Promise<Document> {
  return (await (await fetch(address)).json()) as Document;
}
