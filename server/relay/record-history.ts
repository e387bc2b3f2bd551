/**
 * The history of one record, and the record as it was: read from the store alone, so that it shows what is on disk and
 * nothing else. What the log tells of texts is read from it here as long as it is not folded (rules HIST-4 and HIST-5).
 */
import { byAge, type Change, type HistoryEntry, type Moment } from '../../shared/document/history/change.ts';
import { presentOf, recordBefore, type PastRecord } from '../../shared/document/history/record-at.ts';
import { must } from '../../shared/lib/assert.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { DocumentName, HistoryPlace, Store, StoredChange, StoredHistory } from '../store/store.ts';
import { replayDocument } from './load-document.ts';

export interface HistoryPage {
  /** The newest first. */
  readonly entries: readonly HistoryEntry[];
  readonly next: HistoryPlace | undefined;
  /** Entries of this page that cannot be read any more. */
  readonly lost: number;
}

export interface Past {
  readonly record: PastRecord;
  /**
   * `exact`: as it was, each text as of the last spell of writing that had ended. `incomplete`: something of the history
   * since then is lost or forgotten, and it is the nearest that can be told. `before`: the record did not exist yet.
   */
  readonly certainty: 'exact' | 'incomplete' | 'before';
}

/** @throws StoreUnavailable */
export async function historyPage(
  store: Pick<Store, 'history'>,
  name: DocumentName,
  { before, limit }: { readonly before?: HistoryPlace; readonly limit: number },
): Promise<HistoryPage | undefined> {
  const stored = await store.history({ name, limit, ...(before && { before }) });
  if (!stored) return undefined;
  const { doc, texts } = replayDocument(name, stored.document);
  doc.destroy();
  const unfolded = before ? texts.filter((entry) => isOlder(entry, before)) : texts;
  const all = newestFirst(stored.entries, unfolded);
  const entries = all.slice(0, limit);
  const more = stored.more || all.length > limit;
  const { version, part } = entries.at(-1) ?? { version: 0, part: 0 };
  return { entries, next: more ? { version, part } : undefined, lost: stored.lost };
}

/** @throws StoreUnavailable */
export async function recordAt(
  store: Pick<Store, 'history'>,
  name: DocumentName,
  moment: Moment,
): Promise<Past | undefined> {
  const kind = must(kindNamed(name.kind), 'a kind that this version knows');
  const stored = await store.history({
    name,
    ...('time' in moment ? { since: moment.time } : { after: moment.version }),
  });
  if (!stored) return undefined;
  const { doc, texts } = replayDocument(name, stored.document);
  const { later, reaches } = laterThan(stored, texts, moment);
  const record = recordBefore(presentOf(kind, doc), later);
  doc.destroy();
  return { record, certainty: certaintyOf(stored, record, later, reaches) };
}

/** What came after a moment, the newest first, and whether there is anything from before it. */
export function laterThan(stored: StoredHistory, texts: readonly HistoryEntry[], moment: Moment) {
  const isLater = ({ at, version }: HistoryEntry): boolean =>
    'time' in moment ? at > moment.time : version > moment.version;
  const later = newestFirst(stored.entries, texts.filter(isLater));
  return { later, reaches: stored.more || texts.some((entry) => !isLater(entry)) };
}

function certaintyOf(
  { document, lost }: StoredHistory,
  { unknown }: PastRecord,
  later: readonly HistoryEntry[],
  reaches: boolean,
): Past['certainty'] {
  if (lost > 0 || unknown.length > 0 || document.damage.length > 0) return 'incomplete';
  if (reaches || later.length === 0) return 'exact';
  const isCreated = later.some(({ changes }) => changes.some(({ type }) => type === 'created'));
  return isCreated ? 'before' : 'incomplete';
}

const newestFirst = (
  stored: readonly StoredChange[],
  texts: readonly HistoryEntry[],
): readonly HistoryEntry[] => [...stored.map(readChange), ...texts].sort((a, b) => byAge(b, a));

const isOlder = (entry: HistoryEntry, { version, part }: HistoryPlace): boolean =>
  entry.version < version || (entry.version === version && entry.part < part);

/** What the store holds is what `room-write.ts` and `fold-document.ts` put there, and its checksum was compared. */
export const readChange = ({ changes, ...entry }: StoredChange): HistoryEntry => ({
  ...entry,
  changes: JSON.parse(changes) as readonly Change[],
});
