/** A scene for tests: a command line in this process, since starting one costs a second each. */
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { Ended } from '../process-scene.ts';
import { runCommand } from './program.ts';

/** Runs `solder` with these words on a data folder. */
export async function runOn(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  let out = '';
  let err = '';
  const code = await runCommand(words, {
    env: { SOLDER_DATA: folder, ...env },
    out: (text) => (out += text),
    err: (text) => (err += text),
    time: systemTime,
    random: systemRandom,
  });
  return { code, out, err };
}
