/**
 * How a record and the store grow with edits of its fields, by one session and by fifty who take turns; beside the same
 * edits in a `Y.Map`, which is what a document elsewhere would be.
 */
import * as Y from 'yjs';
import { openEntity } from '../shared/document/open-entity.ts';
import { must } from '../shared/lib/assert.ts';
import { parseEntityId, parseKind } from '../shared/lib/ids.ts';
import { randomInt, seededRandom } from '../shared/lib/random.ts';
import { StampClock } from '../shared/lib/stamp.ts';
import { systemTime } from '../shared/lib/time.ts';
import { device } from '../shared/schema/device.ts';
import { foldDocument } from '../server/relay/fold-document.ts';
import { openSqliteStore } from '../server/store/sqlite-store.ts';
import type { LogEntry } from '../server/store/store.ts';
import type { Bench } from './bench.ts';
import { bytesIn } from './folder.ts';
import { benchResult } from './result.ts';
import { ana, makeShop, shop } from './shop.ts';

const id = must(parseEntityId('grown'), 'a legal id');
const name = { shop, kind: must(parseKind(device.name), 'a legal kind'), id };
const fields = ['brand', 'model', 'serial', 'colour'] as const;
/** Entries of the log after which the relay folds a document. */
const foldEvery = 1_000;

interface Grown {
  readonly edits: number;
  readonly sessions: number;
  /** Of the document as it is stored, and of the store's file. */
  readonly documentBytes: number;
  readonly storeBytes: number;
  readonly yMapBytes: number;
}

export const growth: Bench = async ({ quick }, stack) => {
  const marks = quick ? [1, 10] : [1, 100, 10_000];
  const grown: Grown[] = [];
  for (const sessions of [1, 50]) {
    const { folder } = await makeShop(0, stack);
    grown.push(...(await grow(folder, sessions, marks)));
  }
  const of = (sessions: number): readonly Grown[] => grown.filter((each) => each.sessions === sessions);
  const ratio = (sessions: number): number => {
    const [first, last] = [of(sessions)[0], of(sessions).at(-1)];
    return first && last ? Math.round((100 * last.documentBytes) / first.documentBytes) / 100 : 0;
  };
  const solder = { ratio: ratio(1), ratioOfFifty: ratio(50) };
  return benchResult('growth', { rounds: null, grown }, { solder });
};

async function grow(folder: string, sessions: number, marks: readonly number[]): Promise<readonly Grown[]> {
  const store = await openSqliteStore({ folder });
  try {
    const random = seededRandom(17);
    const docs = Array.from({ length: sessions }, () => sessionOf(randomInt(random, 1, 2 ** 32 - 1)));
    const maps = docs.map(({ clientID }) => sessionOf(clientID));
    const [relay, map] = [new Y.Doc(), new Y.Doc()];
    const grown: Grown[] = [];
    // A record that has all of its fields; what is counted is written over them.
    let entries: LogEntry[] = [];
    const flush = async (): Promise<void> => {
      await store.append(entries);
      entries = [];
      await foldDocument(store, name);
    };
    for (let edit = 1 - fields.length; edit <= (marks.at(-1) ?? 0); edit++) {
      const at = Math.max(0, edit) % sessions;
      const doc = must(docs[at], 'a session');
      const field = must(fields[(edit + fields.length) % fields.length], 'a field');
      const value = `value ${randomInt(random, 1, 1_000)}`;
      const update = taken(doc, relay, () =>
        openEntity({ doc, kind: device, author: ana, clock: new StampClock(systemTime), random }).set(
          field,
          value,
        ),
      );
      const other = must(maps[at], 'a session');
      taken(other, map, () => other.getMap('fields').set(field, value));
      const now = systemTime.now();
      const claims = edit <= Math.max(1, sessions) ? [{ client: doc.clientID, user: ana }] : [];
      entries.push({ name, update, author: ana, at: now, through: 'app', claims });
      if (edit > 0 && edit % foldEvery === 0) await flush();
      if (!marks.includes(edit)) continue;
      await flush();
      const stored = must(await store.load(name), 'a stored record');
      grown.push({
        edits: edit,
        sessions,
        documentBytes: stored.updates.reduce((sum, { length }) => sum + length, 0),
        storeBytes: await bytesIn(folder),
        yMapBytes: Y.encodeStateAsUpdate(map).length,
      });
    }
    return grown;
  } finally {
    await store.close();
  }
}

function sessionOf(client: number): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
}

/** A session takes in what the others did, edits, and everybody's document takes in that. */
function taken(doc: Y.Doc, all: Y.Doc, edit: () => void): Uint8Array {
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(all, Y.encodeStateVector(doc)));
  const before = Y.encodeStateVector(doc);
  edit();
  const update = Y.encodeStateAsUpdate(doc, before);
  Y.applyUpdate(all, update);
  return update;
}
