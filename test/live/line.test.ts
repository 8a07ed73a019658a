import { expect, test } from '@jest/globals';
import { useOnSale } from '../infrastructure/use-on-sale.ts';

const onSale = useOnSale({ laws: 'at the end' });

test('who waits is told how long the line is, and when it stands still and goes on', async () => {
  const concertId = await onSale.concert({ waitingRoom: { capacity: 1 } });
  const [first, fan, behind] = await onSale.fans(3);
  if (first === undefined || fan === undefined || behind === undefined) throw new Error('no fans');
  await first.join(concertId);
  await fan.join(concertId);
  const ear = await fan.listen();
  expect(await ear.hears('line')).toEqual({ concertId, waiting: 1, paused: false });

  await behind.join(concertId);
  // At most every five seconds, though nothing else moves.
  await ear.hears('line', ({ waiting }) => waiting === 2);

  const change = (paused: boolean) =>
    onSale.operator('PATCH', `/v1/admin/concerts/${concertId}`, { waitingRoom: { paused } });
  await change(true);
  await ear.hears('line', ({ paused }) => paused);
  const heardBefore = ear.of('line').length;
  await change(false);
  await ear.hears('line', ({ paused }) => paused === false && ear.of('line').length > heardBefore);
  ear.close();
});

test('who is inside hears nothing of the line', async () => {
  const concertId = await onSale.concert();
  const [fan] = await onSale.admitted(concertId, 1);
  const ear = await fan?.listen();
  await ear?.hears('queue', ({ status }) => status === 'ACTIVE');
  const { requestId } =
    (await fan?.call('DELETE', `/v1/concerts/${concertId}/tokens/me`, undefined, { prefer: '' }))?.body ?? {};
  await ear?.hears('request', (told) => told.requestId === requestId);
  expect(ear?.of('line')).toEqual([]);
  ear?.close();
});
