/**
 * Reads the settings of `config.ts` out of flags and the environment. What cannot be read, and what there is no setting for, is
 * told in one line that names it, what was given and what may be (rules START-1, START-10).
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { settings, type Config, type Setting } from './config.ts';
import { nearestTo } from './nearest-to.ts';

/** A setting that cannot be read; its message is for the person who typed it. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that tests and measurements read, and a relay does not. */
const ofDevelopment: ReadonlySet<string> = new Set(
  ['AXE', 'KILLS', 'REPAIRS', 'RUNS', 'SEED', 'SHARED'].map((name) => `SOLDER_${name}`),
);

/** The variable that names the file with a secret setting. */
export const fileVariable = (env: string): string => `${env}_FILE`;

/**
 * Reads flags over environment over fallbacks; an empty variable counts as absent.
 * @throws BadSetting naming the setting, what it was and what it should be.
 */
export function readConfig(
  env: Environment,
  flags: readonly string[] = [],
  readFile: (file: string) => string = (file) => readFileSync(file, 'utf8'),
): Config {
  refuseUnknown(env);
  const given = readFlags(flags);
  const read = (setting: Setting<unknown>): unknown => {
    const { name, text } = find(setting, env, given, readFile);
    const value = setting.read(text);
    if (value !== undefined) return value;
    const shown = setting.isSecret ? `a text of ${text.length} characters` : JSON.stringify(text);
    throw new BadSetting(`${name} is ${shown}, and should be ${setting.expects}.`);
  };
  // Each value is what its own setting read.
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [name, read(setting)]),
  ) as unknown as Config;
}

/** Where a setting comes from, for who is told of it. */
export function sourceOf(
  { env: variable, flag, isSecret }: Setting<unknown>,
  env: Environment,
  flags: readonly string[] = [],
): 'flag' | 'environment' | 'file' | 'default' {
  if (readFlags(flags).has(flag)) return 'flag';
  if (env[variable]) return 'environment';
  return isSecret && env[fileVariable(variable)] ? 'file' : 'default';
}

function find(
  { env: variable, flag, fallback, isSecret }: Setting<unknown>,
  env: Environment,
  flags: ReadonlyMap<string, string>,
  readFile: (file: string) => string,
): { readonly name: string; readonly text: string } {
  const given = flags.get(flag);
  if (given !== undefined) return { name: `--${flag}`, text: given };
  const text = env[variable] || undefined;
  const inFile = fileVariable(variable);
  const file = isSecret ? env[inFile] || undefined : undefined;
  if (file === undefined) return { name: variable, text: text ?? fallback };
  if (text !== undefined) {
    throw new BadSetting(`${variable} and ${inFile} are both given, and one of them is to be.`);
  }
  const inside = readSecret(file, readFile);
  if (typeof inside === 'string') return { name: `what ${inFile} names`, text: inside };
  throw new BadSetting(
    `${inFile} is ${JSON.stringify(file)}, and should be a file that can be read and is not empty (${inside.why}).`,
  );
}

function readSecret(file: string, readFile: (file: string) => string): string | { readonly why: string } {
  try {
    return readFile(file).trim() || { why: 'it is empty' };
  } catch (error) {
    return { why: error instanceof Error && 'code' in error ? String(error.code) : 'unreadable' };
  }
}

/** A name that nobody reads is a setting that somebody believes to be on. */
function refuseUnknown(env: Environment): void {
  const known = Object.values(settings).flatMap(({ env: variable, isSecret }) =>
    isSecret ? [variable, fileVariable(variable)] : [variable],
  );
  for (const name of Object.keys(env)) {
    if (!name.startsWith('SOLDER_') || known.includes(name) || ofDevelopment.has(name)) continue;
    const near = nearestTo(name, known);
    const hint = near === undefined ? '' : ` Is ${near} meant?`;
    throw new BadSetting(`${name} is no setting.${hint} "solder --help" lists those that there are.`);
  }
}

function readFlags(flags: readonly string[]): ReadonlyMap<string, string> {
  const options = Object.fromEntries(
    Object.values(settings).map(({ flag }) => [flag, { type: 'string' as const }]),
  );
  try {
    const { values } = parseArgs({ args: [...flags], options, allowPositionals: false });
    return new Map(
      Object.entries(values).flatMap(([flag, text]) => (typeof text === 'string' ? [[flag, text]] : [])),
    );
  } catch (error) {
    throw new BadSetting(error instanceof Error ? error.message : 'The flags cannot be read.', {
      cause: error,
    });
  }
}
