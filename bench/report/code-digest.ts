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

/** Tests, texts, what was measured, and the page that tells it. */
const besides = /(^|\/)node_modules\/|\.test\.tsx?$|\.md$|^bench\/(report\/|results\.json(\.draft)?$)/;

/** What no other bench runs: a folder of its own, and the page in which two of them have a device. */
function isOfAnother(file: string, bench: BenchName): boolean {
  const [, own] = /^bench\/(kill|memory|trace)\//.exec(file) ?? [];
  if (own !== undefined) return own !== bench;
  return (
    /^bench\/first-sync\/(chromium|page|build-page|page-server)\.ts$/.test(file) &&
    bench !== 'first-sync' &&
    bench !== 'resync'
  );
}

export type CodeDigests = Readonly<Record<BenchName, string>>;

/** Of each bench: the same as long as no file of what it runs is another one. It needs no git. */
export async function codeDigests(root: string): Promise<CodeDigests> {
  const all = benchNames.map(async (bench) => {
    const hash = createHash('sha256');
    for (const folder of folders[bench]) hash.update(await digestOf(root, folder, bench));
    return [bench, hash.digest('hex').slice(0, 16)] as const;
  });
  return Object.fromEntries(await Promise.all(all)) as CodeDigests;
}

async function digestOf(root: string, folder: string, bench: BenchName): Promise<string> {
  const all = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
  const files = all
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !besides.test(file) && !isOfAnother(file, bench))
    .toSorted();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(await readFile(path.join(root, file)));
  return hash.digest('hex');
}
