/** Pure decisions about one stored record: what a page item, an acknowledged edit or a fold makes of it. */
import * as Y from 'yjs';
import { clocksOf, holdsMore } from './holds-more.ts';
import type {
  DiscardStore,
  Folded,
  StoredRecord,
  StoredRow,
  VaultItem,
  VaultMeta,
  VaultPage,
} from './vault.ts';

/** More pieces than this are merged into one: appending must not make opening slow. */
const mostPieces = 48;

/** Whether an item follows on something that is not here: then the record is to be exchanged whole with the relay. */
export const lacksItsStart = (stored: StoredRecord | undefined, item: VaultItem, epoch: string): boolean =>
  !item.whole && !(stored && stored.epoch === epoch && stored.seq > 0);

/**
 * Whether a page of another store than the one before says less of a record than what is here: that store may be an older one,
 * and the record is to be exchanged whole then, so that it has it back (rule RESTORE-5).
 */
export const saysLess = (
  stored: StoredRecord | undefined,
  { whole, chunks }: VaultItem,
  { epoch }: Pick<VaultPage, 'epoch'>,
  meta: Pick<VaultMeta, 'epoch' | 'offers'>,
): boolean =>
  stored !== undefined &&
  whole &&
  stored.epoch !== epoch &&
  isAnother(meta, epoch) &&
  holdsMore([...stored.chunks, ...stored.own], chunks);

/** Whether a page is of another store than what was here before it. */
const isAnother = (meta: Pick<VaultMeta, 'epoch' | 'offers'>, epoch: string): boolean =>
  meta.offers || (meta.epoch !== '' && meta.epoch !== epoch);

/** What an item changes of a record that was pruned, unless it is whole: its row, and where there is none all of it is wanted. */
export const isRowOnly = (
  stored: StoredRecord | undefined,
  item: VaultItem,
): stored is StoredRecord & { readonly pruned: true } => stored?.pruned === true && !item.whole;

/** What stands for a row that is still to be made: no list can read it, and whoever finds it makes the row. */
export function unmadeRow(name: StoredRecord['name']): StoredRow {
  const slash = name.indexOf('/');
  return { name, kind: name.slice(0, slash), id: name.slice(slash + 1), at: 0, json: '' };
}

/** A record of which everything that the relay has was let go of. It claims nothing of the relay's log. */
export const pruned = ({ name, epoch }: StoredRecord): StoredRecord => ({
  name,
  seq: 0,
  epoch,
  chunks: [],
  own: [],
  pruned: true,
});

/**
 * The record after a page item, or undefined when the item brings nothing new. An item whose start is not here is
 * kept, and claims nothing: a whole one with the same `seq` is still to be taken.
 */
export function withItem(
  stored: StoredRecord | undefined,
  item: VaultItem,
  epoch: string,
): StoredRecord | undefined {
  const { name, seq } = item;
  const sameStore = stored?.epoch === epoch;
  if (stored && sameStore && stored.seq >= seq) return undefined;
  const own = stored?.own ?? [];
  const based = stored?.base && { base: [...stored.base, ...item.chunks] };
  if (!item.whole) {
    const chunks = [...(stored?.chunks ?? []), ...item.chunks];
    if (!lacksItsStart(stored, item, epoch)) return tidy({ name, seq, epoch, chunks, own, ...based });
    return tidy({ name, seq: stored?.seq ?? 0, epoch: stored?.epoch ?? epoch, chunks, own, ...based });
  }
  // Another store of the relay, such as an older backup, may know less than the one before: nothing is dropped then.
  if (stored && !sameStore) {
    return tidy({ name, seq, epoch, chunks: item.chunks, own: [...stored.chunks, ...own], ...based });
  }
  return tidy({ name, seq, epoch, chunks: item.chunks, own: own.filter((edit) => adds(edit, item.chunks)) });
}

/** What a page changes in the meta: nothing, when the cursor is not where the page went on from. */
export function advanced(meta: VaultMeta, { epoch, advance }: VaultPage): Partial<VaultMeta> {
  const cursor = meta.epoch === epoch ? meta.cursor : 0;
  if (!advance || advance.from !== cursor) return {};
  return { epoch, cursor: advance.to, ...(isAnother(meta, epoch) && { offers: true }) };
}

/** What it changes in the meta that these kinds, and no others, are withheld. */
export const withholding = (meta: VaultMeta, kinds: readonly string[]): Partial<VaultMeta> => ({
  withheld: kinds,
  ...(meta.withheld.some((kind) => !kinds.includes(kind)) && { cursor: 0 }),
});

/** The record after an edit of this user was acknowledged. */
export const withOwn = (
  stored: StoredRecord | undefined,
  name: StoredRecord['name'],
  edit: Uint8Array,
): StoredRecord =>
  tidy({
    name,
    seq: stored?.seq ?? 0,
    epoch: stored?.epoch ?? '',
    chunks: stored?.chunks ?? [],
    own: [...(stored?.own ?? []), edit],
    ...(stored?.base && { base: [...stored.base, edit] }),
    ...(stored?.pruned && { pruned: true }),
  });

/** The record when one state took the place of all its pieces. */
export function folded(
  stored: StoredRecord | undefined,
  name: StoredRecord['name'],
  { state, reached, base, isWhole = false }: Folded,
): StoredRecord {
  const { seq = 0, epoch = '' } = stored ?? {};
  const further = reached && (reached.epoch !== epoch || reached.seq > seq) ? reached : { seq, epoch };
  const made: StoredRecord = { name, ...further, chunks: [state], own: [], ...(base && { base }) };
  return stored?.pruned && !isWhole ? { ...made, pruned: true } : made;
}

/** What a record is without this device's unsent edits: for `Folded.base`, when a state with some takes its place. */
export const baseOf = (stored: StoredRecord | undefined): readonly Uint8Array[] =>
  stored?.base ?? [...(stored?.chunks ?? []), ...(stored?.own ?? [])];

/**
 * A record after unsent edits were taken back, absent where nothing is left of it; `relay` is the relay's state of it,
 * where that is known. Edits that cannot be told from the rest of it any more take the record with them, and it is to be
 * fetched whole.
 */
export function afterDiscard(
  stored: StoredRecord | undefined,
  { name, entries, relay }: Pick<Parameters<DiscardStore['discard']>[0], 'name' | 'entries' | 'relay'>,
): { readonly record?: StoredRecord; readonly isWhole: boolean } {
  if (relay) return { record: folded(stored, name, { ...relay, isWhole: true }), isWhole: true };
  if (!stored) return { isWhole: true };
  const { seq, epoch } = stored;
  const chunks = baseOf(stored);
  if (entries.some(({ update }) => holdsStart(chunks, update))) return { isWhole: false };
  if (stored.pruned) return { record: { name, seq, epoch, chunks, own: [], pruned: true }, isWhole: true };
  return chunks.length > 0
    ? { record: { name, seq, epoch, chunks, own: [] }, isWhole: true }
    : { isWhole: true };
}

function tidy(record: StoredRecord): StoredRecord {
  const chunks = record.chunks.length > mostPieces ? merged(record.chunks) : record.chunks;
  const own = record.own.length > mostPieces ? merged(record.own) : record.own;
  const base = record.base && record.base.length > mostPieces ? merged(record.base) : record.base;
  return { ...record, chunks, own, ...(base && { base }) };
}

function merged(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  try {
    return [Y.mergeUpdates([...pieces])];
  } catch {
    // Something in it cannot be read; opening the record finds out which and puts it aside.
    return pieces;
  }
}

/**
 * Whether an acknowledged edit may hold something that the relay's whole state does not. The state was perhaps
 * taken before the edit, and the record must not step back for a moment. An edit that only deletes cannot be told
 * this way and is kept: it is a few bytes until the record is folded.
 */
function adds(edit: Uint8Array, whole: readonly Uint8Array[]): boolean {
  try {
    const { to } = Y.parseUpdateMeta(edit);
    if (to.size === 0) return true;
    const reached = clocksOf(whole);
    for (const [client, clock] of to) if ((reached.get(client) ?? 0) < clock) return true;
    return false;
  } catch {
    return false;
  }
}

/** Whether the first thing that an edit made is in these pieces. */
function holdsStart(pieces: readonly Uint8Array[], edit: Uint8Array): boolean {
  try {
    const reached = clocksOf(pieces);
    for (const [client, clock] of Y.parseUpdateMeta(edit).from) {
      if ((reached.get(client) ?? 0) > clock) return true;
    }
    return false;
  } catch {
    return false;
  }
}
