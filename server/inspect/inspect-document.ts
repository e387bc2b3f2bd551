/** One record for the operator's dashboard: what it says, how it is stored, and who changed what of late. */
import type { StoredRecord } from '../operator/inspector.ts';
import { historyPage } from '../relay/record-history.ts';
import type { Connection } from '../store/connection.ts';
import { readHistory } from '../store/history.ts';
import type { DocumentName } from '../store/store.ts';
import { documentFacts } from './documents.ts';

const latest = 30;

/** Undefined when there is no such record. */
export async function inspectDocument(
  connection: Connection,
  name: DocumentName,
): Promise<StoredRecord | undefined> {
  const facts = documentFacts(connection, name);
  if (!facts) return undefined;
  const told = await historyPage(
    {
      history: (query) =>
        Promise.resolve(connection.transaction('read', () => readHistory(connection, query).history)),
    },
    name,
    { limit: latest },
  );
  const { row, head, snapshot, entries, bytes, clients, authors, damage, waits } = facts;
  return {
    ...name,
    row,
    head,
    folded: snapshot,
    entries,
    bytes,
    clients,
    authors,
    damage: damage.length,
    waits,
    history: told?.entries ?? [],
    more: told?.next !== undefined,
  };
}
