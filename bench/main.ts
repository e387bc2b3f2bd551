/**
 * Measures Solder: runs the bench that is named and prints its result as one JSON object in the last line. Whatever
 * it started is stopped and removed at the end, also when it is interrupted.
 */
import { benches } from './benches.ts';
import { asksForHelp, BadFlags, readEverything, readFlags, usage } from './flags.ts';
import { installPeers } from './peers.ts';
import { Refusal } from './refusal.ts';
import { Interrupted, runAll, writeReport } from './report/run-all.ts';
import { say } from './progress.ts';
import { codesOfSignals, exitOnSignals } from './until-exit.ts';

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (asksForHelp(words)) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const everything = readEverything(words);
  if (everything === 'report') return writeReport();
  if (everything) {
    const failed = await runAll(everything);
    if (failed.length > 0) throw new Error(`these failed: ${failed.join(', ')}`);
    return;
  }
  const asked = readFlags(words);
  exitOnSignals((signal) => say(`stopping, because of ${signal}`));
  await using stack = new AsyncDisposableStack();
  if (asked.peers || asked.rest) await installPeers();
  const bench = await benches[asked.bench]();
  const result = await bench(asked, stack);
  await stack.disposeAsync();
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** Tells it; answers the exit code. */
function failed(error: unknown): number {
  if (error instanceof BadFlags) {
    say(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (error instanceof Refusal) {
    say(error.message);
    return 1;
  }
  if (error instanceof Interrupted) {
    say(error.message);
    return codesOfSignals[error.signal];
  }
  say(`the bench failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return 1;
}

try {
  await main();
} catch (error) {
  process.exitCode = failed(error);
}
