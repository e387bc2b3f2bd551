/**
 * From the items of a page to what the vault keeps and the lists show. A row that the relay ships is used when both
 * sides speak the same schema and this device has nothing unsent or open of that record; else it is made here from
 * the document, unsent edits included, so that what comes down never hides what has not gone up (row S4).
 */
import { parseEntityKey, type EntityKey } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { PageItem } from '../../shared/protocol/page.ts';
import type { Row } from '../../shared/document/types.ts';
import { rowOf } from './row-of.ts';
import { readRow, storedRow, type ListedRow, type Rows } from './rows.ts';

import { documentOf } from './stored-document.ts';
import { CorruptRecord, type StoredRow, type Vault, type VaultItem, type VaultPage } from './vault.ts';

export interface IncomingPage {
  readonly items: readonly PageItem[];
  readonly epoch: string;
  readonly advance?: VaultPage['advance'];
  /** The schema that the shipped rows were made by. */
  readonly schema: string;
}

/** @throws VaultFailed when nothing of the page was stored. */
export type StorePage = (page: IncomingPage) => Promise<void>;

export interface StorePageContext {
  readonly vault: Vault;
  readonly rows: Rows;
  readonly time: Time;
  readonly fingerprint: string;
  /** The record's unsent edits on this device. */
  readonly unsent: (name: EntityKey) => readonly Uint8Array[];
  /** The row of a record that is open in this tab. */
  readonly openRow: (name: EntityKey) => Row | undefined;
  /** To be exchanged whole with the relay: it asks for what this device has of these, or they were put aside here. */
  readonly wanted: (names: readonly EntityKey[]) => void;
  readonly tell: (rows: readonly StoredRow[]) => void;
}

/** How long rows are made before the page may draw, in milliseconds. */
const slice = 12;

export const storePageWith =
  (context: StorePageContext): StorePage =>
  async ({ items, epoch, advance, schema }) => {
    const { vault, rows, tell } = context;
    const sameSchema = schema === context.fingerprint;
    const listed: ListedRow[] = [];
    const toMake: EntityKey[] = [];
    const vaultItems: VaultItem[] = [];
    for (const item of items) {
      const name = nameOf(item);
      if (!name) continue;
      const usable = sameSchema && context.unsent(name).length === 0 && !context.openRow(name);
      const shipped = usable && item.row !== null ? readRow({ name, json: item.row }) : undefined;
      if (shipped) listed.push(shipped);
      else toMake.push(name);
      vaultItems.push({
        name,
        seq: item.seq,
        whole: item.whole,
        // Copies: a chunk is a view, and storing a view stores the whole page behind it.
        chunks: item.chunks.map((chunk) => chunk.slice()),
        ...(shipped && {
          row: { name, kind: item.kind, id: item.id, at: shipped.row.at, json: item.row ?? '' },
        }),
      });
    }
    // Shown even where they cannot be stored.
    rows.put(listed);
    const incomplete = await vault.applyPage({ items: vaultItems, epoch, ...(advance && { advance }) });
    tell(vaultItems.flatMap(({ row }) => row ?? []));
    const damaged = items.filter((item) => item.damaged).flatMap((item) => nameOf(item) ?? []);
    const wanted = [...incomplete, ...damaged];
    if (wanted.length > 0) context.wanted(wanted);
    // A row made of half a record would take the place of a good one; it is made when the rest is here.
    const half = new Set(incomplete);
    await makeRows(
      context,
      toMake.filter((name) => !half.has(name)),
    );
  };

/** Makes rows from what this device holds, and saves and shows them. A record that cannot be read is put aside. */
export async function makeRows(
  { vault, rows, time, unsent, openRow, wanted, tell }: Omit<StorePageContext, 'fingerprint'>,
  names: readonly EntityKey[],
): Promise<void> {
  let made: StoredRow[] = [];
  const finish = async (): Promise<void> => {
    const batch = made;
    made = [];
    if (batch.length === 0) return;
    await vault.saveRows(batch);
    rows.putStored(batch);
    tell(batch);
  };
  let sliceEnds = time.now() + slice;
  for (const name of names) {
    const row = openRow(name) ?? (await storedRowOf(vault, name, unsent(name)));
    if (row === 'put aside') wanted([name]);
    else if (row) made.push(storedRow(name, row));
    if (time.now() < sliceEnds) continue;
    await finish();
    await new Promise<void>((resolve) => {
      time.after(0, resolve);
    });
    sliceEnds = time.now() + slice;
  }
  await finish();
}

async function storedRowOf(
  vault: Vault,
  name: EntityKey,
  unsent: readonly Uint8Array[],
): Promise<Row | 'put aside' | undefined> {
  try {
    const stored = await vault.record(name);
    if (!stored && unsent.length === 0) return undefined;
    const doc = documentOf(stored?.chunks ?? [], stored?.own ?? [], unsent);
    const row = rowOf(name, doc);
    doc.destroy();
    return row;
  } catch (error) {
    if (!(error instanceof CorruptRecord)) throw error;
    await vault.quarantine(name);
    return 'put aside';
  }
}

/** Names come from outside: one that is none is passed over. */
function nameOf({ kind, id }: PageItem): EntityKey | undefined {
  const key = `${kind}/${id}`;
  return parseEntityKey(key) ? (key as EntityKey) : undefined;
}
