// Loaded into a process that is to be weighed: on SIGUSR2 it throws away what it can and says what is left.
process.on('SIGUSR2', async () => {
  // What is thrown away in one turn lets go of more in the next.
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ level: 30, msg: 'weighed', heapUsed, external, rss })}\n`);
});
