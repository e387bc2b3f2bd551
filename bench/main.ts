/**
 * Measures Solder: runs the bench that is named and prints its result as one JSON object in the last line. Whatever
 * it started is stopped and removed at the end, also when it is interrupted.
 */
import type { Bench } from './bench.ts';
import { compaction } from './compaction.ts';
import { fanOut, hotRoom } from './fan-out/fan-out.ts';
import { firstSync, resync } from './first-sync/first-sync.ts';
import { BadFlags, readEverything, readFlags, usage, type BenchName } from './flags.ts';
import { growth } from './growth.ts';
import { kill } from './kill/kill.ts';
import { memory } from './memory/memory.ts';
import { openShop } from './open-shop.ts';
import { installPeers } from './peers.ts';
import { runAll, writeReport } from './report/run-all.ts';
import { recovery } from './recovery.ts';
import { say } from './progress.ts';
import { trace } from './trace/trace.ts';

const benches: Readonly<Record<BenchName, Bench>> = {
  'fan-out': fanOut,
  'hot-room': hotRoom,
  'first-sync': firstSync,
  resync,
  memory,
  growth,
  trace,
  compaction,
  recovery,
  kill,
  'open-shop': openShop,
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
  const result = await benches[asked.bench](asked, stack);
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
