/** What folding a record's log into a snapshot takes and saves, by how long the log is. */
import * as Y from 'yjs';
import { must } from '../shared/lib/assert.ts';
import { parseEntityId, parseKind } from '../shared/lib/ids.ts';
import { seededRandom } from '../shared/lib/random.ts';
import { systemTime } from '../shared/lib/time.ts';
import { loadDocument } from '../server/relay/load-document.ts';
import { foldDocument } from '../server/relay/fold-document.ts';
import { openSqliteStore } from '../server/store/sqlite-store.ts';
import type { DocumentName, Store } from '../server/store/store.ts';
import type { Bench } from './bench.ts';
import { Typist } from './fan-out/typist.ts';
import { ana, makeShop, shop } from './shop.ts';
import { medians, type Figures } from './side-by-side.ts';

export const compaction: Bench = async ({ quick, rounds }, stack) => {
  const { folder } = await makeShop(0, stack);
  const store = await openSqliteStore({ folder });
  stack.defer(() => store.close());
  const folded: object[] = [];
  for (const entries of quick ? [10] : [100, 1_000, 10_000]) {
    const all: Figures[] = [];
    for (let round = 0; round < rounds; round++) all.push(await fold(store, entries, `r${entries}-${round}`));
    folded.push({ entries, ...medians(all) });
  }
  return { bench: 'compaction', rounds, folded };
};

async function fold(store: Store, entries: number, id: string): Promise<Figures> {
  const kind = must(parseKind('ticket'), 'a legal kind');
  const name: DocumentName = { shop, kind, id: must(parseEntityId(id), 'a legal id') };
  const typists = [1, 2].map((client) => new Typist(client, `text:notes`, seededRandom(client)));
  const claims = typists.map(({ client }) => ({ client, user: ana }));
  await store.append(
    Array.from({ length: entries }, (_, i) => ({
      name,
      update: must(typists[i % 2], 'a typist').next(),
      author: ana,
      at: systemTime.now(),
      through: 'app' as const,
      claims: i === 0 ? claims : [],
    })),
  );
  const [bytesBefore, loadMsBefore] = await loading(store, name);
  const from = performance.now();
  await foldDocument(store, name);
  const foldMs = performance.now() - from;
  const [bytesAfter, loadMsAfter] = await loading(store, name);
  return { foldMs: round(foldMs), bytesBefore, bytesAfter, loadMsBefore, loadMsAfter };
}

/** Bytes of what is stored, and milliseconds until it is a document. */
async function loading(store: Store, name: DocumentName): Promise<readonly [number, number]> {
  const from = performance.now();
  const stored = must(await store.load(name), 'a stored record');
  const { doc } = loadDocument(stored);
  const ms = performance.now() - from;
  if (Y.encodeStateVector(doc).length < 2) throw new Error('the record is empty');
  doc.destroy();
  return [stored.updates.reduce((sum, { length }) => sum + length, 0), round(ms)];
}

const round = (ms: number): number => Math.round(ms * 100) / 100;
