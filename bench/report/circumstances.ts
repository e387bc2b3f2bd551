/** Under which circumstances something was measured: the code, the machine and what else it did, and whose versions. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BenchName } from '../bench-names.ts';
import { codeDigests } from './code-digest.ts';

export interface Circumstances {
  /** When it began. */
  readonly at: string;
  /** Null where nobody knows: outside of git. */
  readonly commit: string | null;
  /** What the bench was asked, how many rounds apart. Undefined in what was measured before that was written down. */
  readonly asked?: readonly string[];
  /** Of the code itself, which the commit may not have. */
  readonly code: string;
  /** Load averages of a minute. What is there before is of others. */
  readonly load: { readonly before: number; readonly after: number };
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
}

export const root = path.join(import.meta.dirname, '../..');

/** Of now, when a bench is about to begin; what it answers is told at its end. */
export async function circumstances(
  bench: BenchName,
  asked: readonly string[],
): Promise<() => Circumstances> {
  const at = new Date().toISOString();
  const before = load();
  const code = (await codeDigests(root))[bench];
  const told = {
    at,
    commit: await commit(),
    asked,
    code,
    machine: await machine(),
    versions: await versions(),
  };
  return () => ({ ...told, load: { before, after: load() } });
}

const load = (): number => Math.round(10 * (loadavg()[0] ?? 0)) / 10;

async function commit(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', '--short=10', 'HEAD'], { cwd: root });
    return stdout.trim();
  } catch {
    return null;
  }
}

async function machine(): Promise<Machine> {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: (await readFile('/proc/sys/kernel/osrelease', 'utf8').catch(() => 'unknown')).trim(),
  };
}

async function versions(): Promise<Readonly<Record<string, string>>> {
  const own = await dependenciesOf('package.json');
  const peers = await dependenciesOf('bench/peers/package.json');
  const { yjs = '', ws = '', lib0 = '' } = own;
  return { node: process.version.slice(1), yjs, ws, lib0, ...peers };
}

async function dependenciesOf(name: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(path.join(root, name), 'utf8');
  return (JSON.parse(text) as { readonly dependencies: Readonly<Record<string, string>> }).dependencies;
}
