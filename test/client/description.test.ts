import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { DESCRIPTION_FILE, descriptionFile } from '../../client/generator/description-file.ts';

test('the client’s description is what the service says of itself now', async () => {
  const said = descriptionFile();
  // When it is not: `npm run build:client`.
  expect(await readFile(DESCRIPTION_FILE, 'utf8')).toBe(said);
});
