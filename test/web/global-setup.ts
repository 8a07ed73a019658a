import { buildPagesIfStale } from './built-pages.ts';

/** Once for a run in which browsers look at the pages. */
export default async function setUp(): Promise<void> {
  await buildPagesIfStale();
}
