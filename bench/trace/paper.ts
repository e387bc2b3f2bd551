/** A paper that was really written (automerge-paper, 259,778 keystrokes): its keystrokes, and the text they come to. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { sharedFile } from '../../tests/support/shared-files.ts';

export const paperFile = 'data/editing-traces/automerge-paper.json.gz';

export type Patch = readonly [at: number, deleted: number, inserted: string];

interface Trace {
  readonly txns: readonly { readonly patches: readonly Patch[] }[];
}

/** The first `edits` of them; undefined where the file is not at hand. */
export async function readPaper(edits: number): Promise<readonly Patch[] | undefined> {
  const file = sharedFile(paperFile);
  if (file === undefined) return undefined;
  const { txns } = JSON.parse((await promisify(gunzip)(await readFile(file))).toString()) as Trace;
  return txns.flatMap(({ patches }) => patches).slice(0, edits);
}

export function written(patches: readonly Patch[]): string {
  let text = '';
  for (const [at, deleted, inserted] of patches)
    text = text.slice(0, at) + inserted + text.slice(at + deleted);
  return text;
}
