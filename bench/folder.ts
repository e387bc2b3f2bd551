/** A folder in the system's place for temporary files. */
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { untilExit } from './until-exit.ts';

const wholly = { recursive: true, force: true, maxRetries: 5 };

/** Goes with the stack, or with the process. */
export async function folderFor(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-bench-'));
  const gone = untilExit(() => rmSync(folder, wholly));
  stack.defer(async () => {
    await rm(folder, wholly);
    gone();
  });
  return folder;
}

/** Bytes of the files in it, and in the folders of it. */
export async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(path.join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
