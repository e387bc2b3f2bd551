/**
 * What somebody had seen of a record who read it at a version, which is the number of its newest entry in the log: played from the log
 * as long as it has that entry, and told from the history since then where it was folded. So a version is a number, and no vector (rule BASE-9).
 */
import * as Y from 'yjs';
import type { HistoryEntry } from '../../shared/document/history/change.ts';
import {
  presentOf,
  recordBefore,
  type PastRecord,
  type PastValue,
} from '../../shared/document/history/record-at.ts';
import { readRegisters } from '../../shared/document/registers.ts';
import { sawState, type Saw } from '../../shared/document/saw.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Kind, Value } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import type { DocumentName, Seq, Store, StoredDocument } from '../store/store.ts';
import { joinedPast, type OwnStep } from './joined-past.ts';
import { newDocument, replayDocument } from './load-document.ts';
import { laterThan } from './record-history.ts';

export interface SawVersion {
  readonly saw: Saw;
  /** The record as they saw it: of texts and sets the base of what they made of them. */
  readonly past: PastRecord;
  /** Fields that somebody wrote since. */
  readonly moved: ReadonlySet<string>;
}

/**
 * @param own later entries of the log that they wrote themselves: they have seen them, and have the record with them
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
  const stored = await store.history({ name, after: version - 1 });
  if (!stored || version > stored.document.head || stored.document.damage.length > 0) return undefined;
  const { doc, texts } = replayDocument(name, stored.document);
  try {
    const { later: all, reaches } = laterThan(stored, texts, { version: version - 1 });
    const at = all.find((entry) => entry.version === version)?.at;
    const later = all.filter((entry) => entry.version > version);
    const others = later.filter((entry) => !own.has(entry.version));
    const moved = new Set(
      others.flatMap(({ changes }) => changes.map((each) => ('field' in each ? each.field : ''))),
    );
    const isLogged = stored.document.snapshot <= version;
    // What is forgotten goes the oldest first: where something from before is left, all since then is there.
    const isWhole = isLogged || reaches || at !== undefined;
    if (!isWhole || stored.lost > 0) return undefined;
    if (isLogged) return seenInLog(stored.document, kind, { version, own, moved, later });
    const present = presentOf(kind, doc);
    const read = recordBefore(present, later);
    if (read.unknown.length > 0) return undefined;
    const mine = later.filter((entry) => own.has(entry.version)).toReversed();
    const steps = mine.map(({ version: seq, changes }): OwnStep => {
      return { before: takenBack(present, later, seq), after: takenBack(present, later, seq + 1), changes };
    });
    const past = joinedPast(
      kind,
      withoutCut(read, later, { at, authors: new Set(mine.map(({ author }) => author)) }),
      steps,
    );
    return seenInHistory(readRegisters(doc, kind), { past, others, moved });
  } finally {
    doc.destroy();
  }
}

/** The record without its entries from a number of the log on. */
const takenBack = (present: PastRecord, later: readonly HistoryEntry[], from: Seq): PastRecord =>
  recordBefore(
    present,
    later.filter(({ version }) => version >= from),
  );

/** The log still has every entry since then: it is played up to that one. */
function seenInLog(
  { updates, marks, snapshot }: StoredDocument,
  kind: Kind,
  {
    version,
    own,
    moved,
    later,
  }: {
    readonly version: Seq;
    readonly own: ReadonlySet<Seq>;
    readonly moved: ReadonlySet<string>;
    readonly later: readonly HistoryEntry[];
  },
): SawVersion {
  const doc = newDocument();
  const folded = updates.length - marks.length;
  const state = (): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));
  let then: { readonly past: PastRecord; readonly seen: Map<number, number> } | undefined;
  const capture = () => (then ??= { past: presentOf(kind, doc), seen: state() });
  const steps: OwnStep[] = [];
  for (const [at, update] of updates.entries()) {
    const seq = marks[at - folded]?.seq ?? snapshot;
    if (seq > version) capture();
    const isOwn = own.has(seq) && then !== undefined;
    const before = isOwn ? { past: presentOf(kind, doc), clocks: state() } : undefined;
    Y.applyUpdate(doc, update);
    if (!before || !then) continue;
    const changes = later.flatMap((entry) => (entry.version === seq ? entry.changes : []));
    steps.push({ before: before.past, after: presentOf(kind, doc), changes });
    // What they wrote themselves joins on to what they had seen: nobody else writes under their client ids.
    for (const [client, clock] of state()) {
      const had = before.clocks.get(client) ?? 0;
      if (clock > had && (then.seen.get(client) ?? 0) >= had) then.seen.set(client, clock);
    }
  }
  const { past: read, seen } = capture();
  const past = joinedPast(kind, read, steps);
  const now = presentOf(kind, doc);
  doc.destroy();
  const really = [...moved].filter((field) => past.fields[field] !== now.fields[field]);
  const about = { past, moved: new Set(really) };
  return { saw: { ...pastOf(about), ...sawState(seen) }, ...about };
}

/** It was folded: what was written since is told by the history. */
function seenInHistory(
  registers: ReturnType<typeof readRegisters>,
  {
    past,
    others,
    moved,
  }: {
    readonly past: PastRecord;
    readonly others: readonly HistoryEntry[];
    readonly moved: ReadonlySet<string>;
  },
): SawVersion {
  const since = writtenIn(others);
  const seen = new Set<string>();
  for (const placed of registers.values()) {
    for (const { entry, client, clock } of placed) {
      const isSince = since.has(keyOf(entry)) || since.has(elementOf(entry));
      if (!isSince) seen.add(`${client}.${clock}`);
    }
  }
  const about = { past, moved };
  // What came after this was read is not among them.
  return {
    saw: { ...pastOf(about), entry: ({ client, clock }) => seen.has(`${client}.${clock}`) },
    ...about,
  };
}

const pastOf = ({ past, moved }: Omit<SawVersion, 'saw'>): Pick<Saw, 'stood' | 'held' | 'moved'> => ({
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
});

/**
 * Texts of which the version lies within somebody's spell of writing are taken out: the history tells them before it and after it,
 * and what was between would be written twice. So are texts in which one who wrote since then did so more than once in a spell: of it
 * cannot be told whether all of it was this writer's.
 * @param at when the version was written; undefined where it ended no spell and changed nothing else
 * @param authors who wrote what is their own
 */
function withoutCut(
  past: PastRecord,
  later: readonly HistoryEntry[],
  { at, authors }: { readonly at: number | undefined; readonly authors: ReadonlySet<string> },
): PastRecord {
  const fields = Object.assign(Object.create(null) as Record<string, PastValue>, past.fields);
  for (const { changes, author, at: ended } of later) {
    for (const change of changes) {
      if (change.type !== 'text') continue;
      const isMixed = authors.has(author) && change.since < ended;
      if (at === undefined || change.since <= at || isMixed) fields[change.field] = null;
    }
  }
  return { ...past, fields };
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
