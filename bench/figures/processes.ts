import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc: fixed at 100 on Linux, whatever the kernel's own. */
const TICKS_PER_SECOND = 100;

interface ProcessStat {
  parent: number;
  /** Of itself and of its children that have ended and been waited for. */
  cpuSeconds: number;
}

function statOf(pid: number): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets, and a name may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), cpuSeconds: ticks / TICKS_PER_SECOND };
  } catch {
    return null;
  }
}

/** CPU seconds of a process and all its children so far: PostgreSQL has one for each connection. */
export function cpuSecondsOf(pid: number): number {
  let seconds = statOf(pid)?.cpuSeconds ?? 0;
  for (const child of childrenOf(pid)) seconds += statOf(child)?.cpuSeconds ?? 0;
  return seconds;
}

/** The most memory that the process alone ever had, in MiB. */
export function peakMemoryOf(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

/** Memory of a process and its children in MiB, what they share counted once. */
export function sharedMemoryOf(pid: number): number {
  let kilobytes = 0;
  for (const one of [pid, ...childrenOf(pid)]) {
    try {
      const [, pss] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8')) ?? [];
      kilobytes += Number(pss ?? 0);
    } catch {
      // It has ended between the listing and the look.
    }
  }
  return kilobytes / 1_024;
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => statOf(other)?.parent === pid);
}
