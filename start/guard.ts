import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

// The pipe tells the two ends apart: a line comes when the child ended in good order, the bare end of the
// pipe when this process is gone, however it died.
const script = `
if read -r _; then exit 0; fi
kill -s "$2" "$1" 2>/dev/null
for _ in $(seq 100); do
  kill -0 "$1" 2>/dev/null && ! grep -qs '^State:.Z' "/proc/$1/status" || break
  sleep 0.1
done
kill -s KILL "$1" 2>/dev/null
if [ -n "$3" ]; then rm -rf "$3"; fi
`;

/**
 * Sees to it that a detached child does not outlive this process, even if this process is killed with
 * SIGKILL: a tiny shell of its own waits for that and then sends the child the signal that ends it, and
 * removes a folder that nobody else would.
 */
export function guard(child: ChildProcess, signal: 'INT' | 'TERM', remove = ''): void {
  const watcher = spawn('/bin/sh', ['-c', script, 'guard', String(child.pid), signal, remove], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const pipe = watcher.stdin as Socket;
  pipe.on('error', () => {});
  pipe.unref();
  watcher.unref();
  child.once('exit', () => pipe.end('ended\n'));
}
