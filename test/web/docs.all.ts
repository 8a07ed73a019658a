import { test } from '@jest/globals';
import { STATUS_OF } from '../../src/contract/refusals.ts';
import { callsOf, type HttpDocument, type SocketDocument } from '../api/description/document.ts';
import { follow, inSight } from './in-sight.ts';
import { stageForPages } from './stage.ts';

const stage = stageForPages();

const described = async <Document>(path: string): Promise<Document> =>
  (await (await fetch(new URL(path, stage.onSale.url))).json()) as Document;

test('every call has its place', async () => {
  const calls = callsOf(await described<HttpDocument>('/openapi.json'));
  const { page } = await stage.open('/docs');
  for (const { tags, operationId, summary } of calls) {
    await follow(page, `#/${tags[0]?.toLowerCase().replaceAll(' ', '-')}/${operationId.toLowerCase()}`);
    await inSight(page, summary);
  }
}, 180_000);

test('every event has its place', async () => {
  const { operations } = await described<SocketDocument>('/asyncapi.json');
  const { page } = await stage.open('/docs/events');
  for (const [key, { summary, messages }] of Object.entries(operations)) {
    const channel = messages[0]?.$ref.split('/')[2];
    await follow(page, `#/channels/${channel}/operations/${key.toLowerCase()}`);
    await inSight(page, summary);
  }
}, 180_000);

test('every code has its place', async () => {
  const { page } = await stage.open('/docs', { size: 'phone' });
  for (const code of Object.keys(STATUS_OF)) {
    await follow(page, `#${code}`);
    await inSight(page, code);
  }
}, 180_000);
