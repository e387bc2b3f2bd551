/**
 * Measures Solder: runs the bench that is named and prints its result as one JSON object in the last line. Whatever
 * it started is stopped and removed at the end, also when it is interrupted.
 */
import type { Bench } from './bench.ts';
import { BadFlags, readEverything, readFlags, usage, type BenchName } from './flags.ts';
import { installPeers } from './peers.ts';
import { runAll, writeReport } from './report/run-all.ts';
import { say } from './progress.ts';

/** Loaded when it is asked for: one drives a browser, another builds a page. */
const benches: Readonly<Record<BenchName, () => Promise<Bench>>> = {
  'fan-out': async () => (await import('./fan-out/fan-out.ts')).fanOut,
  'hot-room': async () => (await import('./fan-out/fan-out.ts')).hotRoom,
  'first-sync': async () => (await import('./first-sync/first-sync.ts')).firstSync,
  resync: async () => (await import('./first-sync/first-sync.ts')).resync,
  memory: async () => (await import('./memory/memory.ts')).memory,
  growth: async () => (await import('./growth.ts')).growth,
  trace: async () => (await import('./trace/trace.ts')).trace,
  compaction: async () => (await import('./compaction.ts')).compaction,
  recovery: async () => (await import('./recovery.ts')).recovery,
  kill: async () => (await import('./kill/kill.ts')).kill,
  'open-shop': async () => (await import('./open-shop.ts')).openShop,
};

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const everything = readEverything(words);
  if (everything === 'report') return writeReport();
  if (everything) {
    const failed = await runAll(everything);
    if (failed.length > 0) throw new Error(`these failed: ${failed.join(', ')}`);
    return;
  }
  const asked = readFlags(words);
  await using stack = new AsyncDisposableStack();
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      say(`stopping, because of ${signal}`);
      void stack.disposeAsync().finally(() => process.exit(code));
    });
  }
  if (asked.peers) await installPeers();
  const bench = await benches[asked.bench]();
  const result = await bench(asked, stack);
  await stack.disposeAsync();
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

try {
  await main();
} catch (error) {
  if (error instanceof BadFlags) say(`${error.message}\n\n${usage}`);
  else say(`the bench failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = error instanceof BadFlags ? 2 : 1;
}
