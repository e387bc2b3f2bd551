/** What folding a record's log into a snapshot takes and saves, by how long the log is: of letters, most of which stay, and of fields. */
import type * as Y from 'yjs';
import { must } from '../shared/lib/assert.ts';
import { parseEntityId } from '../shared/lib/ids.ts';
import { seededRandom } from '../shared/lib/random.ts';
import { systemTime } from '../shared/lib/time.ts';
import { loadDocument } from '../server/relay/load-document.ts';
import { foldDocument } from '../server/relay/fold-document.ts';
import { openSqliteStore } from '../server/store/sqlite-store.ts';
import type { DocumentName, Store } from '../server/store/store.ts';
import type { Bench } from './bench.ts';
import { contentOf } from './fan-out/content-of.ts';
import type { LoadName } from './fan-out/source.ts';
import { documentName, sourceOf } from './fan-out/sources.ts';
import { benchResult } from './result.ts';
import { ana, makeShop } from './shop.ts';
import { medians, type Figures } from './side-by-side.ts';
import { round } from './numbers.ts';

export const compaction: Bench = async ({ quick, rounds }, stack) => {
  const { folder } = await makeShop(0, stack);
  const store = await openSqliteStore({ folder });
  stack.defer(() => store.close());
  const folded = async (load: LoadName, entries: number): Promise<Figures> => {
    const all: Figures[] = [];
    for (let round = 0; round < rounds; round++)
      all.push(await fold(store, load, entries, `${load}-${entries}-${round}`));
    return medians(all);
  };
  const lengths = quick ? [10] : [100, 1_000, 10_000];
  const letters: object[] = [];
  const fields: object[] = [];
  for (const entries of lengths) {
    letters.push({ entriesOfLetters: entries, ...(await folded('paper', entries)) });
    fields.push({ entriesOfFields: entries, ...(await folded('fields', entries)) });
  }
  return benchResult('compaction', { rounds, letters, fields }, {});
};

async function fold(store: Store, load: LoadName, entries: number, id: string): Promise<Figures> {
  const name = documentName(load, must(parseEntityId(id), 'a legal id'));
  const random = seededRandom(entries);
  const sources = [0, 1].map((place) => sourceOf(load, place, random));
  const claims = sources.map(({ client }) => ({ client, user: ana }));
  await store.append(
    Array.from({ length: entries }, (_, i) => ({
      name,
      update: must(sources[i % 2], 'somebody').next(),
      author: ana,
      at: systemTime.now(),
      through: 'app' as const,
      claims: i === 0 ? claims : [],
    })),
  );
  const loading = async (): Promise<readonly [number, number]> => {
    const { bytes, ms, doc } = await loaded(store, name);
    for (const { client, left } of sources)
      if (contentOf(doc, client) !== left) throw new Error('the record has something else than was written');
    doc.destroy();
    return [bytes, ms];
  };
  const [bytesBefore, loadMsBefore] = await loading();
  const from = performance.now();
  await foldDocument(store, name);
  const foldMs = performance.now() - from;
  const [bytesAfter, loadMsAfter] = await loading();
  const lettersLeft = load === 'paper' && {
    lettersLeft: sources.reduce((sum, { left }) => sum + left.length, 0),
  };
  return { foldMs: round(foldMs), bytesBefore, bytesAfter, loadMsBefore, loadMsAfter, ...lettersLeft };
}

/** Bytes of what is stored, and milliseconds until it is a document. */
async function loaded(
  store: Store,
  name: DocumentName,
): Promise<{ readonly bytes: number; readonly ms: number; readonly doc: Y.Doc }> {
  const from = performance.now();
  const stored = must(await store.load(name), 'a stored record');
  const { doc } = loadDocument(stored);
  const ms = performance.now() - from;
  return { bytes: stored.updates.reduce((sum, { length }) => sum + length, 0), ms: round(ms), doc };
}
