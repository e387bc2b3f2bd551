/**
 * Measures Solder: runs the bench that is named and prints its result as one JSON object in the last line. Whatever
 * it started is stopped and removed at the end, also when it is interrupted.
 */
import { benches } from './benches.ts';
import { BadFlags, readEverything, readFlags, usage } from './flags.ts';
import { installPeers } from './peers.ts';
import { runAll, writeReport } from './report/run-all.ts';
import { say } from './progress.ts';

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
  if (asked.peers || asked.rest) await installPeers();
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
