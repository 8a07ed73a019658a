import { readdir, readFile } from 'node:fs/promises';

/** Every living process under this one, down to the last grandchild. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const children = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    const process = await readProcess(Number(name));
    if (process === null) continue;
    children.set(process.parent, [...(children.get(process.parent) ?? []), process.pid]);
  }
  const below = (parent: number): number[] =>
    (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

export async function areAlive(pids: number[]): Promise<number[]> {
  const found = await Promise.all(pids.map(readProcess));
  return found.flatMap((process) => process?.pid ?? []);
}

/** Dead processes that nobody has buried yet do not count. */
async function readProcess(pid: number): Promise<{ pid: number; parent: number } | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, state, parent] = stat.match(/^\d+ \(.*\) (\w) (\d+)/s) ?? [];
  return parent === undefined || state === 'Z' ? null : { pid, parent: Number(parent) };
}
