import { writeFile } from 'node:fs/promises';
import { DESCRIPTION_FILE, descriptionFile } from './description-file.ts';

await writeFile(DESCRIPTION_FILE, descriptionFile());
