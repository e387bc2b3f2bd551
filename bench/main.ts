/** Measures Solder: runs the bench that is named and prints its result as one JSON object in the last line. */
import { BadFlags, readFlags, usage, type Asked, type BenchName } from './flags.ts';
import { fanOut } from './fan-out.ts';
import { firstSync } from './first-sync.ts';
import { say } from './progress.ts';
import { resync } from './resync.ts';

const benches: Readonly<Record<BenchName, (asked: Asked) => Promise<object>>> = {
  'first-sync': ({ docs }) => firstSync(docs),
  resync: ({ docs }) => resync(docs),
  'fan-out': fanOut,
};

try {
  const asked = readFlags(process.argv.slice(2));
  const result = await benches[asked.bench](asked);
  process.stdout.write(`${JSON.stringify(result)}\n`);
} catch (error) {
  if (error instanceof BadFlags) say(`${error.message}\n\n${usage}`);
  else say(`the bench failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = error instanceof BadFlags ? 2 : 1;
}
