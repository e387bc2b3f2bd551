/** The snapshot that takes the place of a record's log, of a document that was replayed from all that is stored of it. */
import * as Y from 'yjs';
import type { Author } from '../../shared/lib/ids.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { DocumentName, Snapshot, StoredDocument } from '../store/store.ts';
import type { replayDocument } from './load-document.ts';
import { rowJson } from './room.ts';

/** What the log tells of texts is stored with it, since it is gone afterwards (rule HIST-4). */
export const snapshotOf = (
  name: DocumentName,
  stored: Pick<StoredDocument, 'head' | 'snapshot'>,
  { doc, texts }: Pick<ReturnType<typeof replayDocument>, 'doc' | 'texts'>,
) =>
  ({
    state: Y.encodeStateAsUpdate(doc),
    upTo: stored.head,
    replaces: stored.snapshot,
    row: rowJson(kindNamed(name.kind), name, doc),
    history: texts.map(({ changes, author, ...place }) => ({
      ...place,
      author: author as Author,
      changes: JSON.stringify(changes),
    })),
  }) satisfies Snapshot;
