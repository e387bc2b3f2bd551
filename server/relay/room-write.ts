/**
 * From an update that may be taken to an entry on its way to the log (rules ROOM-1 and ROOM-2): integrated, checked,
 * written back, shown to the others at once, acknowledged when it is on disk.
 */
import * as Y from 'yjs';
import { admit, type Admission } from '../../shared/document/admit.ts';
import type { Change, Through } from '../../shared/document/history/change.ts';
import { openEntity } from '../../shared/document/open-entity.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Refusal } from '../../shared/document/types.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import type { Role } from '../../shared/schema/field.ts';
import { errorKind } from '../log.ts';
import type { DoneOperation } from '../store/program-store.ts';
import type { ClientClaim, ClientReach, LogEntry, RefusedEdit, Seq } from '../store/store.ts';
import { keepRefused } from './keep-refused.ts';
import { newDocument } from './load-document.ts';
import type { Outgoing } from './log-queue.ts';
import type { Member } from './member.ts';
import { pendingNeeds, type Need } from './needs.ts';
import type { Room } from './room.ts';
import { broadcastUpdate } from './room-broadcast.ts';
import { secretsEnding } from './secrets-ending.ts';

/** Told what became of an entry. */
export interface Waiter {
  stored(): void;
  failed(error: unknown): void;
}

export interface Write {
  readonly update: Uint8Array;
  readonly author: Author;
  readonly role: Role;
  /** Whether it was made by another version of the schema. */
  readonly otherSchema?: boolean;
  readonly through: Through;
  /** What its history says beside what it changed. */
  readonly notes?: readonly Change[];
  /** Who sent it and needs not hear it again. */
  readonly member?: Member;
  /** Client ids that become the author's with it. */
  readonly fresh: readonly number[];
  /** Client ids that it was written under. */
  readonly clients: readonly number[];
  /** The document may lack what its sender saw, or hold a part of it. */
  readonly partial?: boolean;
  /** What is settled in the same commit, unless any of it is refused. */
  readonly settles?: LogEntry['settles'];
  /** An operation that is done with it, unless any of it is refused. */
  readonly operation?: LogEntry['operation'];
}

export type Written =
  | {
      readonly outcome: 'written';
      /** The entry on its way; undefined when nothing was new. */
      readonly entry: Entry | undefined;
      readonly refusals: readonly Refusal[];
      /** It deletes something that is not there yet. */
      readonly deletesWait: boolean;
      /** What the part of it that was not integrated is waiting for. */
      readonly needs: readonly Need[];
    }
  /** The document may hold half of it. Its room was told, and reads it again. */
  | { readonly outcome: 'broken' };

/** Integrates an update. What cannot be integrated yet is not kept: it is the caller's to try again. */
export function write(room: Room, sent: Write): Written {
  const { author, role, otherSchema, partial = false } = sent;
  const relayClock = room.clockOf(room.doc.clientID);
  const aside = takePending(room.doc);
  const admission = admit(room.doc, sent.update, { kind: room.kind, author, role, otherSchema, partial });
  if (admission.outcome === 'broken') {
    room.events.broken();
    return { outcome: 'broken' };
  }
  try {
    return afterAdmission(room, sent, { admission, aside, relayClock });
  } catch (error) {
    // The document holds what is on its way to no log: nothing of it counts, and its sender offers it again.
    room.context.log('error', 'task-failed', { kind: errorKind(error) });
    room.events.broken();
    return { outcome: 'broken' };
  }
}

function afterAdmission(
  room: Room,
  sent: Write,
  {
    admission: { integrated, refusals, changes },
    aside,
    relayClock,
  }: {
    readonly admission: Extract<Admission, { outcome: 'admitted' }>;
    readonly aside: Pending;
    /** Of the relay's own id, before. */
    readonly relayClock: number;
  },
): Written {
  const { author, role, through, member, fresh, notes = [] } = sent;
  const needs = pendingNeeds(room.doc.store);
  const deletesWait = takePending(room.doc).deletes !== null;
  const freed = putBack(room.doc, aside);
  if (refusals.length > 0) logRefusals(room, author, refusals);
  if (!integrated) return { outcome: 'written', entry: undefined, refusals, deletesWait, needs };
  const wroteBack = room.clockOf(room.doc.clientID) > relayClock;
  const claims = claim(room, fresh, author);
  if (wroteBack && relayClock === 0) {
    claims.push({
      client: room.doc.clientID,
      user: must(room.claims.get(room.doc.clientID), 'the relay is known'),
    });
  }
  const kept = keepRefused(room, { author, role, through }, refusals);
  const refused = kept.map(({ field, rule, id }): Change => ({ type: 'refused', field, rule, id }));
  const forLog = {
    update: integrated,
    author,
    through,
    claims,
    reached: reachesOf(room, wroteBack ? [...sent.clients, room.doc.clientID] : sent.clients),
    ...(kept.length > 0 && { refused: kept }),
    ...(sent.settles && refusals.length === 0 && { settles: sent.settles }),
    ...(sent.operation && refusals.length === 0 && { operation: sent.operation }),
    destroys: secretsEnding(room.kind, changes),
  };
  const entry = enqueue(room, forLog, [...notes, ...changes, ...refused]);
  const update = freed ? Y.mergeUpdates([integrated, freed]) : integrated;
  if (wroteBack || refusals.length > 0) showLater(room, entry, { update, member, refused: kept });
  else broadcastUpdate(room, update, freed ? undefined : member);
  return { outcome: 'written', entry, refusals, deletesWait, needs };
}

export const nothingNew: Extract<Written, { outcome: 'written' }> = {
  outcome: 'written',
  entry: undefined,
  refusals: [],
  deletesWait: false,
  needs: [],
};

/**
 * What the relay wrote back is shown once it is stored, to its author, too. Everybody else's edit can be offered again
 * by its author when a commit fails; the relay's own is gone with the room, and who had seen it would keep it alone.
 */
function showLater(
  room: Room,
  entry: Entry,
  {
    update,
    member,
    refused,
  }: {
    readonly update: Uint8Array;
    readonly member: Member | undefined;
    readonly refused: readonly RefusedEdit[];
  },
): void {
  room.unshown++;
  entry.waiters.push({
    stored() {
      room.unshown--;
      broadcastUpdate(room, update, undefined);
      if (member && !member.gone && refused.length > 0) member.listener.refused(refused);
    },
    failed() {
      room.unshown--;
    },
  });
}

/** What integrating emitted, for the log. */
export interface Integrated {
  readonly update: Uint8Array;
  readonly author: Author;
  readonly through: Through;
  readonly claims: readonly ClientClaim[];
  readonly reached: readonly ClientReach[];
  readonly refused?: readonly RefusedEdit[];
  readonly settles?: NonNullable<LogEntry['settles']>;
  readonly operation?: NonNullable<LogEntry['operation']>;
  /** Secrets that are over with it. */
  readonly destroys?: readonly string[];
}

/** Puts what integrating emitted on its way to the log. */
export function enqueue(room: Room, integrated: Integrated, changes: readonly Change[]): Entry {
  const entry = new Entry(room, integrated, changes);
  room.inFlight++;
  room.rowStale = true;
  newest.set(room, entry);
  const { places, queue } = room.context;
  // Before anybody hears of it.
  if (places.written(room, integrated.author, changes, integrated.through)) {
    entry.waiters.push({ stored: () => places.settled(room), failed() {} });
  }
  queue.add(entry);
  return entry;
}

/** Calls `waiter` when everything that the room has so far is on disk: at once, or with its newest entry. */
export function whenStored(room: Room, waiter: Waiter): void {
  room.takeTyped();
  const entry = room.inFlight > 0 ? newest.get(room) : undefined;
  if (entry) entry.waiters.push(waiter);
  else waiter.stored();
}

const newest = new WeakMap<Room, Entry>();

/** An entry on its way. */
export class Entry implements Outgoing {
  readonly waiters: Waiter[] = [];
  readonly owner: Room;
  readonly entry: Outgoing['entry'];

  constructor(room: Room, integrated: Integrated, changes: readonly Change[]) {
    this.owner = room;
    const isFirst = room.head === 0 && room.inFlight === 0;
    const told: readonly Change[] = isFirst ? [{ type: 'created' }, ...changes] : changes;
    const entry = { name: room.name, at: room.context.time.now(), ...integrated };
    this.entry = told.length > 0 ? { ...entry, changes: JSON.stringify(told) } : entry;
  }

  row(): string | undefined {
    const room = this.owner;
    if (room.phase !== 'open' || room.healing) return undefined;
    const { time, limits, log } = room.context;
    if (!room.rowIsDue && time.now() - room.rowAt < limits.rowEvery) return undefined;
    try {
      return room.projectRow();
    } catch (error) {
      // A row is made again at any time; the entry must not be lost over it.
      log('error', 'row-not-made', { ...room.name, kind: errorKind(error) });
      return undefined;
    }
  }

  stored(seq: Seq): void {
    const room = this.owner;
    room.inFlight--;
    room.head = seq;
    room.tail++;
    for (const waiter of this.waiters) waiter.stored();
    if (room.phase !== 'ended') room.events.stored();
  }

  failed(error: unknown): void {
    const room = this.owner;
    room.inFlight--;
    for (const waiter of this.waiters) waiter.failed(error);
    if (room.phase !== 'ended') room.events.failed(error);
  }
}

/** Whose client ids these are from now on; those that are news. */
function claim(room: Room, clients: readonly number[], user: Author): ClientClaim[] {
  const claims: ClientClaim[] = [];
  for (const client of clients) {
    // What stayed out of the document binds nobody.
    if (room.claims.has(client) || room.clockOf(client) === 0) continue;
    room.claims.set(client, user);
    claims.push({ client, user });
  }
  return claims;
}

/** How far those of these go that belong to somebody. Not where some of it may be lost and it is not known how far it went. */
export const reachesOf = (room: Room, clients: readonly number[]): ClientReach[] =>
  clients
    .filter((client) => room.claims.has(client) && !(room.healing && room.reaches.get(client) === null))
    .map((client) => ({ client, clock: room.clockOf(client) }));

const nothingWaits: Pending = { structs: null, deletes: null };

interface Pending {
  readonly structs: Y.Doc['store']['pendingStructs'];
  readonly deletes: Y.Doc['store']['pendingDs'];
}

/**
 * What waits in a document, taken out of it. In a healthy one that is of the last update alone, which its sender is
 * to send again; in one of which rows are lost it is also what was stored. That is put aside while somebody writes:
 * it was judged when it came, and not as this sender's (rule REFUSE-9).
 */
export function takePending({ store }: Y.Doc): Pending {
  const { pendingStructs: structs, pendingDs: deletes } = store;
  if (structs === null && deletes === null) return nothingWaits;
  store.pendingStructs = null;
  store.pendingDs = null;
  return { structs, deletes };
}

/** Puts back what was aside. What of it does not wait any more is integrated, and answered. */
export function putBack(doc: Y.Doc, { structs, deletes }: Pending): Uint8Array | undefined {
  if (structs === null && deletes === null) return undefined;
  doc.store.pendingStructs = structs;
  doc.store.pendingDs = deletes;
  const emitted: Uint8Array[] = [];
  const collect = (bytes: Uint8Array): void => void emitted.push(bytes);
  doc.on('update', collect);
  // Yjs tries again what waits whenever an update comes, an empty one as well.
  Y.applyUpdate(doc, new Uint8Array([0, 0]));
  doc.off('update', collect);
  return emitted.length > 0 ? Y.mergeUpdates(emitted) : undefined;
}

/** One line, of names that the schema has: what else a field is called is what its sender wrote. */
function logRefusals(room: Room, author: Author, refusals: readonly Refusal[]): void {
  const fields = new Set(refusals.map(({ field }) => (room.kind?.fields.has(field) ? field : '?')));
  const rules = new Set(refusals.map(({ rule }) => rule));
  room.context.log('warn', 'edit-refused', {
    ...room.name,
    user: author,
    fields: [...fields].join(' '),
    rules: [...rules].join(' '),
    refusals: refusals.length,
  });
}

/**
 * A write of the relay's own process. `change` works on a copy of the document, so that what it throws leaves
 * nothing behind, and its edits take the way of everybody's.
 * @throws whatever `change` throws.
 */
export function writeLocally<T>(
  room: Room,
  {
    author,
    role,
    through,
    notes = [],
    partial = false,
    settles,
    operation,
  }: Pick<Write, 'author' | 'role' | 'through' | 'notes' | 'partial' | 'settles'> & {
    readonly operation?: ((result: T) => DoneOperation) | undefined;
  },
  change: (entity: EntityDocument) => T,
): { readonly result: T; readonly written: Written } {
  const kind = must(room.kind, 'a record of a kind that this version knows');
  const { time, random } = room.context;
  const copy = newDocument();
  try {
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(room.doc));
    const client = room.localClients.get(author) ?? room.freshClient();
    copy.clientID = client;
    const before = Y.encodeStateVector(copy);
    let changed = false;
    copy.on('update', () => {
      changed = true;
    });
    const result = change(
      openEntity({ doc: copy, kind, author, role: () => role, clock: new StampClock(time), random }),
    );
    if (!changed) return { result, written: nothingNew };
    const update = Y.encodeStateAsUpdate(copy, before);
    const written = write(room, {
      update,
      author,
      role,
      through,
      notes,
      partial,
      fresh: [client],
      clients: [client],
      settles,
      operation: operation?.(result),
    });
    room.localClients.set(author, client);
    return { result, written };
  } finally {
    copy.destroy();
  }
}
