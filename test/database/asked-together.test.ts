import { expect, test } from '@jest/globals';
import { AskedTogether } from '../../src/database/asked-together.ts';

/** Reads of which each waits until it is let go; they answer each key with its length. */
function heldReads() {
  const reads: { keys: string[]; go: PromiseWithResolvers<void> }[] = [];
  const asked = new AskedTogether<number>(async (keys) => {
    const go = Promise.withResolvers<void>();
    reads.push({ keys, go });
    await go.promise;
    return new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, key.length]));
  }, -1);
  const begun = async (count: number) => {
    while (reads.length < count) await new Promise((resolve) => setImmediate(resolve));
    return reads[count - 1] as (typeof reads)[number];
  };
  return { asked, begun, reads };
}

test('what is asked for in one instant is read at once, each key once', async () => {
  const { asked, begun, reads } = heldReads();
  const answers = Promise.all(['a', 'bb', 'a', 'nobody'].map((key) => asked.of(key)));
  const read = await begun(1);
  expect(read.keys).toEqual(['a', 'bb', 'nobody']);
  read.go.resolve();
  expect(await answers).toEqual([1, 2, 1, -1]);
  expect(reads).toHaveLength(1);
});

test('what is asked for while a read is under way is read afterwards, the same key too', async () => {
  const { asked, begun, reads } = heldReads();
  const early = asked.of('a');
  const first = await begun(1);
  const late = Promise.all([asked.of('a'), asked.of('bb'), asked.of('ccc')]);
  first.go.resolve();
  expect(await early).toBe(1);
  const second = await begun(2);
  expect(second.keys).toEqual(['a', 'bb', 'ccc']);
  second.go.resolve();
  expect(await late).toEqual([1, 2, 3]);
  expect(reads).toHaveLength(2);
});

test('a read that fails fails those who asked, and the next ask is read again', async () => {
  const { asked, begun } = heldReads();
  const failing = asked.of('a');
  (await begun(1)).go.reject(new Error('away'));
  await expect(failing).rejects.toThrow('away');
  const again = asked.of('a');
  (await begun(2)).go.resolve();
  expect(await again).toBe(1);
});

test('whoever asks while a read fails is told as well, and does not wait as long again', async () => {
  const { asked, begun, reads } = heldReads();
  const failing = asked.of('a');
  const read = await begun(1);
  const late = asked.of('bb');
  read.go.reject(new Error('away'));
  await expect(Promise.allSettled([failing, late])).resolves.toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  expect(reads).toHaveLength(1);
});
