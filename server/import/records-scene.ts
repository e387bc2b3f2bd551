/** A scene for tests: records in memory that are written to as the relay's are, without log, rooms or sockets. */
import * as Y from 'yjs';
import type { Author } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { openEntity } from '../../shared/document/open-entity.ts';
import { projectRow } from '../../shared/document/row.ts';
import type { Row } from '../../shared/document/types.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { Relay } from '../relay/relay.ts';
import type { DocumentName } from '../store/store.ts';

const key = ({ shop, kind, id }: DocumentName): string => `${shop}/${kind}/${id}`;

export function recordsScene() {
  const time = new ManualTime();
  const clock = new StampClock(time);
  const random = seededRandom(1);
  const documents = new Map<string, Y.Doc>();
  const counts = { writes: 0, updates: 0, underWay: 0, mostUnderWay: 0 };
  /** Awaited before each write: a test makes it slow or lets it fail. */
  const hold = { before: (_name: DocumentName): Promise<void> => Promise.resolve() };

  const open = (name: DocumentName, doc: Y.Doc, author: Author) =>
    openEntity({ doc, kind: must(kindNamed(name.kind), 'a known kind'), author, clock, random });
  const rowOf = (name: DocumentName): Row | undefined => {
    const doc = documents.get(key(name));
    return doc && projectRow(must(kindNamed(name.kind), 'a known kind'), name.id, doc);
  };

  const relay: Pick<Relay, 'row' | 'write'> = {
    row(name) {
      const row = rowOf(name);
      return Promise.resolve(row && { ...row, version: 2 });
    },
    async write(name, author, change) {
      counts.underWay++;
      counts.mostUnderWay = Math.max(counts.mostUnderWay, counts.underWay);
      try {
        await hold.before(name);
        const doc = documents.get(key(name)) ?? new Y.Doc();
        let changed = false;
        doc.once('update', () => (changed = true));
        const result = change(open(name, doc, author));
        counts.writes++;
        if (changed) counts.updates++;
        if (changed) documents.set(key(name), doc);
        return result;
      } finally {
        counts.underWay--;
      }
    },
  };

  return {
    relay,
    time,
    counts,
    hold,
    names: () => [...documents.keys()],
    row: rowOf,
    /** The text of a text field; rows hold only that it changed. */
    text: (name: DocumentName, field: string): string =>
      open(name, must(documents.get(key(name)), 'the record is there'), '@import' as Author)
        .text(field)
        .toJSON(),
    write: (name: DocumentName, author: string, field: string, value: string): void =>
      open(name, must(documents.get(key(name)), 'the record is there'), author as Author).set(field, value),
  };
}
