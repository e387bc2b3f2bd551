/** What was measured last, on disk: `results.json` in a folder, a result for each job, with its circumstances. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Refusal } from '../refusal.ts';
import type { Circumstances } from './circumstances.ts';
import { writeWhole } from './write-whole.ts';

export type Result = Readonly<Record<string, unknown>>;

/** Of a job: what its bench answered when it last came to an end. */
export interface Entry extends Result {
  /** Undefined where it never came to an end. */
  readonly measured?: Circumstances;
  /** Of the last run, where that failed; what stands beside it is of a run before. */
  readonly failed?: { readonly at: string; readonly commit: string | null };
}

export interface Results {
  /** By the key of the job. */
  readonly results: Readonly<Record<string, Entry>>;
  /** Whether there are others, in a shape of before: nothing of them is counted. */
  readonly hasOlder: boolean;
}

/** Of the shape of the file. */
const version = 2;

/** Of the project: what was measured last in full. */
export const ownFolder = path.join(import.meta.dirname, '..');

const fileIn = (folder: string): string => path.join(folder, 'results.json');

/** @throws Refusal when there is a file that is none of results: what it holds took three quarters of an hour. */
export async function readResults(folder: string): Promise<Results> {
  const text = await readFile(fileIn(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return { results: {}, hasOlder: false };
  const stored = parsed(text);
  if (!stored)
    throw new Refusal(`${fileIn(folder)} is damaged: take one of before, or remove it and measure again`);
  return stored.version === version
    ? { results: stored.results, hasOlder: false }
    : { results: {}, hasOlder: true };
}

export async function writeResults(folder: string, { results }: Pick<Results, 'results'>): Promise<void> {
  await writeWhole(fileIn(folder), `${JSON.stringify({ version, results }, null, 2)}\n`);
}

interface Stored {
  readonly version?: number;
  readonly results: Results['results'];
}

function parsed(text: string): Stored | undefined {
  try {
    const stored = JSON.parse(text) as Partial<Stored> | null;
    return typeof stored?.results === 'object' ? (stored as Stored) : undefined;
  } catch {
    return undefined;
  }
}
