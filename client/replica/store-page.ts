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
import type { Rows } from './rows.ts';
import { Slice, type GiveTurn } from './slice.ts';
import { readRow, storedRow, type ListedRow } from './rows/stored-row.ts';

import { documentOf } from './stored-document.ts';
import { CorruptRecord, type StoredRow, type Vault, type VaultItem, type VaultPage } from './vault.ts';

export interface IncomingPage {
  readonly items: readonly PageItem[];
  /** The schema that the shipped rows were made by. */
  readonly schema: string;
}

/**
 * In two steps, so that one page is made ready while the one before is on its way to the disk: shows what a page ships, and
 * answers how to store it.
 */
export type TakePage = (page: IncomingPage) => Promise<StorePage>;

/** May be called again when it threw. @throws VaultFailed when nothing of the page was stored. */
export type StorePage = (where: Pick<VaultPage, 'epoch' | 'advance'>) => Promise<void>;

export interface StorePageContext {
  readonly vault: Vault;
  readonly rows: Rows;
  readonly time: Time;
  readonly giveTurn: GiveTurn;
  readonly fingerprint: string;
  /** The record's unsent edits on this device. */
  readonly unsent: (name: EntityKey) => readonly Uint8Array[];
  /** The row of a record that is open in this tab. */
  readonly openRow: (name: EntityKey) => Row | undefined;
  /** To be exchanged whole with the relay: it asks for what this device has of these, or they were put aside here. */
  readonly wanted: (names: readonly EntityKey[]) => void;
  readonly tell: (rows: readonly StoredRow[]) => void;
  /** The relay brings these again, which had left. */
  readonly arrived: (names: readonly EntityKey[]) => void;
}

/** Other tabs take in what they are told in one go. */
const toldAtOnce = 50;

/** One record of a page on its way into the vault. */
interface Incoming {
  readonly name: EntityKey;
  readonly item: PageItem;
  /** The row that was shipped, when it may be used. */
  row: Row | undefined;
}

export const takePageWith =
  (context: StorePageContext): TakePage =>
  async ({ items, schema }) => {
    const { rows } = context;
    const back = rows.arrive(items.flatMap((item) => nameOf(item) ?? []));
    if (back.length > 0) context.arrived(back);
    const slice = new Slice(context.time, context.giveTurn, 'soon');
    const sameSchema = schema === context.fingerprint;
    const incoming: Incoming[] = [];
    let listed: ListedRow[] = [];
    for (const item of items) {
      const name = nameOf(item);
      if (!name) continue;
      const json = sameSchema && isUsable(context, name) ? item.row : null;
      const shipped = json === null ? undefined : readRow({ name, json });
      if (shipped) listed.push(shipped);
      incoming.push({ name, item, row: shipped?.row });
      if (!slice.isOver) continue;
      // In the turn in which they were found usable: after it somebody may have edited one of them.
      rows.put(listed);
      listed = [];
      await slice.turn();
    }
    // Shown even where they cannot be stored.
    rows.put(listed);
    return (where) => store(context, incoming, where);
  };

const isUsable = ({ unsent, openRow }: StorePageContext, name: EntityKey): boolean =>
  unsent(name).length === 0 && !openRow(name);

async function store(
  context: StorePageContext,
  incoming: readonly Incoming[],
  where: Parameters<StorePage>[0],
): Promise<void> {
  // Somebody may have edited one of them since it was shown.
  for (const each of incoming) if (each.row && !isUsable(context, each.name)) each.row = undefined;
  const incomplete = await context.vault.applyPage({ ...where, items: incoming.map(vaultItemOf) });
  const slice = new Slice(context.time, context.giveTurn, 'soon');
  await tellInParts(
    context,
    slice,
    incoming.flatMap((each) => storedRowIn(each) ?? []),
  );
  const damaged = incoming.filter(({ item }) => item.damaged).map(({ name }) => name);
  const wanted = [...incomplete, ...damaged];
  if (wanted.length > 0) context.wanted(wanted);
  // A row made of half a record would take the place of a good one; it is made when the rest is here.
  const half = new Set(incomplete);
  await makeRows(
    context,
    incoming.flatMap(({ name, row }) => (row || half.has(name) ? [] : [name])),
  );
}

const storedRowIn = ({ name, item, row }: Incoming): StoredRow | undefined =>
  row && { name, kind: item.kind, id: item.id, at: row.at, json: item.row ?? '' };

function vaultItemOf(incoming: Incoming): VaultItem {
  const { name, item } = incoming;
  const row = storedRowIn(incoming);
  // Copies: a chunk is a view, and storing a view stores the whole page behind it.
  const chunks = item.chunks.map((chunk) => chunk.slice());
  return { name, seq: item.seq, whole: item.whole, chunks, ...(row && { row }) };
}

async function tellInParts(
  { tell }: StorePageContext,
  slice: Slice,
  rows: readonly StoredRow[],
): Promise<void> {
  slice.restart();
  for (let from = 0; from < rows.length; from += toldAtOnce) {
    tell(rows.slice(from, from + toldAtOnce));
    if (slice.isOver) await slice.turn();
  }
}

/** Makes rows from what this device holds, and saves and shows them. A record that cannot be read is put aside. */
export async function makeRows(
  context: Omit<StorePageContext, 'fingerprint'>,
  names: readonly EntityKey[],
): Promise<void> {
  const { vault, rows, unsent, openRow, wanted, tell } = context;
  let made: ListedRow[] = [];
  const finish = async (): Promise<void> => {
    const batch = made;
    made = [];
    if (batch.length === 0) return;
    const stored = batch.map(({ name, row }) => storedRow(name, row));
    await vault.saveRows(stored);
    rows.put(batch);
    tell(stored);
  };
  const slice = new Slice(context.time, context.giveTurn, 'soon');
  for (const name of names) {
    const row = openRow(name) ?? (await storedRowOf(vault, name, unsent(name)));
    if (row === 'put aside') wanted([name]);
    else if (row) made.push({ name, row });
    if (!slice.isOver) continue;
    await finish();
    await slice.turn();
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
    // A part of a record makes no row: the one that is listed says more.
    if (stored?.pruned || (!stored && unsent.length === 0)) return undefined;
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
