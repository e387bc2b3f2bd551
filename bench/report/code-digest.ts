/** Of which code a result is: a digest of the files that a bench runs, without what says nothing of how fast they are. */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { benchNames, type BenchName } from '../bench-names.ts';

const ofServer = ['server', 'shared', 'bench'] as const;
const ofDevice = ['client', ...ofServer] as const;

/** The folders of what runs in each bench. */
const folders: Readonly<Record<BenchName, typeof ofServer | typeof ofDevice>> = {
  'fan-out': ofServer,
  'hot-room': ofServer,
  'first-sync': ofDevice,
  resync: ofDevice,
  'open-shop': ofDevice,
  memory: ofServer,
  growth: ofServer,
  trace: ofServer,
  compaction: ofServer,
  recovery: ofServer,
  kill: ofServer,
};

/** Tests and what only they use, texts, what was measured, and the page that tells it. */
const besides =
  /(^|\/)(node_modules|testing)\/|\.(test|contract)\.tsx?$|-scene\.tsx?$|\.md$|^bench\/(report\/|results\.json(\.draft)?$)/;

export type CodeDigests = Readonly<Record<BenchName, string>>;

/** Of each bench: the same as long as no file of what it runs is another one. It needs no git. */
export async function codeDigests(root: string): Promise<CodeDigests> {
  const of = new Map<string, string>();
  for (const folder of ofDevice) of.set(folder, await digestOf(root, folder));
  // Which versions it stands on.
  const lock = await readFile(path.join(root, 'pnpm-lock.yaml'));
  const all = benchNames.map((bench) => {
    const hash = createHash('sha256').update(lock);
    for (const folder of folders[bench]) hash.update(of.get(folder) ?? '');
    return [bench, hash.digest('hex').slice(0, 16)] as const;
  });
  return Object.fromEntries(all) as CodeDigests;
}

async function digestOf(root: string, folder: string): Promise<string> {
  const all = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
  const files = all
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !besides.test(file))
    .toSorted();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(await readFile(path.join(root, file)));
  return hash.digest('hex');
}
