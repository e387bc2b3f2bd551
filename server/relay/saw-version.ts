/**
 * What somebody had seen of a record who read it at a version, which is the number of its newest entry in the log: told from
 * its history since then, so that a version is a number, whatever was folded meanwhile (rule BASE-9).
 */
import type { HistoryEntry } from '../../shared/document/history/change.ts';
import { presentOf, recordBefore, type PastRecord } from '../../shared/document/history/record-at.ts';
import { readRegisters } from '../../shared/document/registers.ts';
import type { Saw } from '../../shared/document/saw.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Value } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { DocumentName, Seq, Store } from '../store/store.ts';
import { replayDocument } from './load-document.ts';
import { laterThan } from './record-history.ts';

export interface SawVersion {
  readonly saw: Saw;
  /** The record as they saw it: of texts and sets the base of what they made of them. */
  readonly past: PastRecord;
  /** Fields that somebody wrote since. */
  readonly moved: ReadonlySet<string>;
}

/**
 * @param own later entries of the log that they wrote themselves
 *
 * Undefined where what was seen then cannot be told any more, or where the record has no such version.
 * @throws StoreUnavailable
 */
export async function sawVersion(
  store: Pick<Store, 'history'>,
  name: DocumentName,
  version: Seq,
  own: ReadonlySet<Seq> = new Set(),
): Promise<SawVersion | undefined> {
  const kind = must(kindNamed(name.kind), 'a kind that this version knows');
  const stored = await store.history({ name, after: version });
  if (!stored || version > stored.document.head || stored.document.damage.length > 0) return undefined;
  const { doc, texts } = replayDocument(name, stored.document);
  const { later, reaches } = laterThan(stored, texts, { version });
  const past = recordBefore(presentOf(kind, doc), later);
  const registers = readRegisters(doc, kind);
  doc.destroy();
  // What is forgotten goes the oldest first: where something from before is left, all since then is there.
  const isWhole = version === stored.document.head || reaches;
  if (!isWhole || stored.lost > 0 || past.unknown.length > 0) return undefined;
  const others = later.filter((entry) => !own.has(entry.version));
  const since = writtenIn(others);
  const seen = new Set<string>();
  for (const placed of registers.values()) {
    for (const { entry, client, clock } of placed) {
      const isSince = since.has(keyOf(entry)) || since.has(elementOf(entry));
      if (!isSince) seen.add(`${client}.${clock}`);
    }
  }
  const moved = new Set(
    others.flatMap(({ changes }) => changes.map((each) => ('field' in each ? each.field : ''))),
  );
  const saw: Saw = {
    // What came after this was read is not among them.
    entry: ({ client, clock }) => seen.has(`${client}.${clock}`),
    stood(field) {
      const standing = past.review[field];
      if (standing) return standing;
      const value = past.fields[field] ?? null;
      return typeof value === 'object' ? [] : [{ value, author: '' }];
    },
    held(field) {
      const value = past.fields[field];
      return Array.isArray(value) ? (value as readonly Value[]) : undefined;
    },
    moved,
  };
  return { saw, past, moved };
}

const keyOf = ({
  field,
  stamp,
  author,
}: {
  readonly field: string;
  readonly stamp: number;
  readonly author: string;
}) => `${field} ${stamp} ${author}`;
const elementOf = ({ field, value }: { readonly field: string; readonly value: unknown }) =>
  `${field} = ${JSON.stringify(value)}`;

/** Every entry of a register and every element of a set that was written. */
function writtenIn(entries: readonly HistoryEntry[]): ReadonlySet<string> {
  const written = new Set<string>();
  for (const { changes, author } of entries) {
    for (const change of changes) {
      if (change.type === 'set') {
        for (const value of change.added) written.add(elementOf({ field: change.field, value }));
      }
      if (change.type !== 'register') continue;
      const { field, stamp, standing = [], stood = [] } = change;
      if (stamp !== undefined) written.add(keyOf({ field, stamp, author }));
      const before = new Set(stood.map((each) => keyOf({ field, ...each })));
      for (const each of standing) {
        const key = keyOf({ field, ...each });
        if (each.author === author && !before.has(key)) written.add(key);
      }
    }
  }
  return written;
}
