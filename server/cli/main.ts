/** The command line as a process: the only place where it meets the real clock, streams and environment. */
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { runCommand } from './program.ts';

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  time: systemTime,
  random: systemRandom,
});
