/** What was measured last, on disk: `results.json` in a folder, a result for each job. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';

export type Result = Readonly<Record<string, unknown>>;

export interface Results {
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGb: number;
    readonly kernel: string;
  };
  readonly versions: Readonly<Record<string, string>>;
  /** By the key of the job; each with the day on which it was measured. */
  readonly results: Readonly<Record<string, Result>>;
}

/** Of the project: what was measured last in full. */
export const ownFolder = path.join(import.meta.dirname, '..');

const fileIn = (folder: string): string => path.join(folder, 'results.json');

export async function readResults(folder: string): Promise<Readonly<Record<string, Result>>> {
  try {
    return (JSON.parse(await readFile(fileIn(folder), 'utf8')) as Results).results;
  } catch {
    return {};
  }
}

/** With the machine and the versions of now. */
export async function writeResults(
  folder: string,
  results: Readonly<Record<string, Result>>,
): Promise<Results> {
  const all: Results = { machine: await machine(), versions: await versions(), results };
  await writeFile(fileIn(folder), `${JSON.stringify(all, null, 2)}\n`);
  return all;
}

async function machine(): Promise<Results['machine']> {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: (await readFile('/proc/sys/kernel/osrelease', 'utf8').catch(() => 'unknown')).trim(),
  };
}

async function versions(): Promise<Readonly<Record<string, string>>> {
  const own = await dependenciesOf('../../package.json');
  const peers = await dependenciesOf('../peers/package.json');
  const { yjs = '', ws = '', lib0 = '' } = own;
  return { node: process.version.slice(1), yjs, ws, lib0, ...peers };
}

async function dependenciesOf(name: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path.join(import.meta.dirname, name), 'utf8');
  return (JSON.parse(text) as { readonly dependencies: Readonly<Record<string, string>> }).dependencies;
}
