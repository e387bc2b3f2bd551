/**
 * Deletions that a replica passes on without what came with them. Yjs does not say whose a deletion is, and sends all of
 * them with every state. Where structs of others were left out of such a state, the relay lacks what somebody wrote, and a
 * deletion that was theirs would be judged as that of whoever passes it on: an entry gone with nothing in its place, or
 * letters taken out by somebody who may not. It is left out, too, and comes again with what it belongs to.
 */
import * as Y from 'yjs';
import type { Field, Kind } from '../schema/field.ts';
import { fieldStoredAs, ledgerRoot, registersRoot, textRoot } from '../schema/stored-name.ts';
import { parseEntry } from './registers.ts';
import { mayWrite, type Writer } from './writer.ts';
import { itemsOf } from './yjs-inside.ts';

/** Clocks of one client, `[from, to)`. */
export interface DeletedRange {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The deletions of `update` that may be this writer's own; undefined when all of them may.
 *
 * @param update without the structs that are left out
 */
export function ownDeletions(
  doc: Y.Doc,
  update: Uint8Array,
  kind: Kind | undefined,
  writer: Writer,
): DeletedRange[] | undefined {
  const { structs, ds } = Y.decodeUpdate(update);
  const written = kind ? fieldsIn(structs, kind) : new Set<string>();
  const kept: DeletedRange[] = [];
  let isLess = false;
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) {
      let from = clock;
      for (const each of standing(doc, client, clock, clock + len)) {
        if (mayBeOwn(doc, each, kind, writer, written)) continue;
        isLess = true;
        if (each.clock > from) kept.push({ client, from, to: each.clock });
        from = each.clock + each.length;
      }
      if (clock + len > from) kept.push({ client, from, to: clock + len });
    }
  }
  return isLess ? kept : undefined;
}

/** A part of the document that is not deleted yet: one element of a list, or letters. */
export interface Standing {
  readonly item: Y.Item;
  readonly clock: number;
  readonly length: number;
  readonly element: unknown;
}

export function* standing(doc: Y.Doc, client: number, from: number, to: number): Generator<Standing> {
  const structs = doc.store.clients.get(client);
  const end = Math.min(to, Y.getState(doc.store, client));
  if (!structs || from >= end) return;
  for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
    const item = structs[at];
    if (!item || item.id.clock >= end) return;
    if (!(item instanceof Y.Item) || item.deleted) continue;
    const [first, last] = [Math.max(from, item.id.clock), Math.min(end, item.id.clock + item.length)];
    const { content } = item;
    if (!(content instanceof Y.ContentAny)) {
      yield { item, clock: first, length: last - first, element: undefined };
      continue;
    }
    for (let clock = first; clock < last; clock++)
      yield { item, clock, length: 1, element: content.arr[clock - item.id.clock] };
  }
}

function mayBeOwn(
  doc: Y.Doc,
  { item, element }: Standing,
  kind: Kind | undefined,
  writer: Writer,
  written: ReadonlySet<string>,
): boolean {
  if (!kind) return mayWrite(writer, undefined);
  if (item.parent !== doc.share.get(registersRoot)) {
    const field = fieldAt(doc, item, kind);
    // Entries of a ledger are gone by nobody's wish.
    return field?.policy !== 'ledger' && mayWrite(writer, field);
  }
  const stored = parseEntry(element)?.field;
  const named = stored === undefined ? undefined : fieldStoredAs(kind, stored);
  if (!mayWrite(writer, named?.field)) return false;
  if (!named || named.field.policy === 'set' || written.has(named.name)) return true;
  // Another version of the schema may call it something else (rule SCHEMA-11).
  return writer.otherSchema === true && written.has(unknownField);
}

/** Of whom deletions in texts and sets are taken. */
export interface LostFrom {
  /** Whose rights hold for what was there before. */
  readonly writer: Writer;
  /** Whether something came in together with its deletion. */
  readonly isNew: (client: number, clock: number) => boolean;
}

/**
 * The deletions of `update` that may have been lost with what was stored of `doc`: whose they were is not known any more. Not
 * those that leave nothing in a register's place, nor any in a ledger; what of `update` is to come in is in `doc` already.
 *
 * @param from absent where they are taken from anybody
 */
export function lostDeletions(
  doc: Y.Doc,
  update: Uint8Array,
  kind: Kind | undefined,
  from?: LostFrom,
): DeletedRange[] {
  const { clients } = Y.mergeDeleteSets([Y.decodeUpdate(update).ds]);
  const isGone = (client: number, clock: number): boolean =>
    (clients.get(client) ?? []).some((range) => clock >= range.clock && clock < range.clock + range.len);
  const stays = kind ? fieldsStanding(doc, kind, isGone) : new Set<string>();
  const kept: DeletedRange[] = [];
  for (const [client, ranges] of clients) {
    for (const { clock, len } of ranges) {
      for (const each of standing(doc, client, clock, clock + len)) {
        const writer = from?.isNew(client, each.clock) ? undefined : from?.writer;
        if (!mayBeLost(doc, each, kind, stays, writer)) continue;
        kept.push({ client, from: each.clock, to: each.clock + each.length });
      }
    }
  }
  return kept;
}

function mayBeLost(
  doc: Y.Doc,
  { item, element }: Standing,
  kind: Kind | undefined,
  stays: ReadonlySet<string>,
  writer: Writer | undefined,
): boolean {
  const may = (field: Field | undefined): boolean => !writer || mayWrite(writer, field);
  if (!kind) return may(undefined);
  if (item.parent !== doc.share.get(registersRoot)) {
    const field = fieldAt(doc, item, kind);
    return field?.policy !== 'ledger' && may(field);
  }
  const stored = parseEntry(element)?.field;
  const named = stored === undefined ? undefined : fieldStoredAs(kind, stored);
  if (!named || named.field.policy === 'set') return may(named?.field);
  return stays.has(named.name);
}

/** Fields of which an entry stands that is not to go. */
function fieldsStanding(
  doc: Y.Doc,
  kind: Kind,
  isGone: (client: number, clock: number) => boolean,
): Set<string> {
  const fields = new Set<string>();
  for (const item of itemsOf(doc.getArray(registersRoot))) {
    if (item.deleted || !(item.content instanceof Y.ContentAny)) continue;
    item.content.arr.forEach((element: unknown, at) => {
      const stored = parseEntry(element)?.field;
      const named = stored === undefined ? undefined : fieldStoredAs(kind, stored);
      if (named && !isGone(item.id.client, item.id.clock + at)) fields.add(named.name);
    });
  }
  return fields;
}

/** The text or ledger that an item lies in. */
function fieldAt(doc: Y.Doc, item: Y.Item, kind: Kind): Field | undefined {
  for (const [name, field] of kind.fields) {
    if (field.policy === 'text' && doc.share.get(textRoot(name, field)) === item.parent) return field;
    if (field.policy === 'ledger' && doc.share.get(ledgerRoot(name, field)) === item.parent) return field;
  }
  return undefined;
}

const unknownField = '';

/** The fields of which an update brings entries; one that this version does not know is `unknownField`. */
function fieldsIn(structs: ReturnType<typeof Y.decodeUpdate>['structs'], kind: Kind): Set<string> {
  const fields = new Set<string>();
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentAny)) continue;
    for (const element of struct.content.arr as unknown[]) {
      const stored = parseEntry(element)?.field;
      if (stored !== undefined) fields.add(fieldStoredAs(kind, stored)?.name ?? unknownField);
    }
  }
  return fields;
}
