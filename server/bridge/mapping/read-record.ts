/**
 * A record or a row as the legacy API answers it, read by the mapping into values of ours (rule BRIDGE-2). What cannot be
 * read is told by field and takes nothing else with it. References are answered as legacy ids. Pure.
 */
import { createHash } from 'node:crypto';
import { must } from '../../../shared/lib/assert.ts';
import type { Field, Value } from '../../../shared/schema/field.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { checkPlain, checkValue } from '../../../shared/schema/value.ts';
import { atPath } from './at-path.ts';
import { readTheirs } from './conversion.ts';
import type { FieldMapping, KindMapping, Messages } from './mapping.ts';
import { readInstant } from './read-instant.ts';
import { readRow } from './tally.ts';

export interface TheirMessage {
  readonly legacy: string;
  readonly channel: string;
  readonly body: string;
  readonly at: number | undefined;
}

export interface ListPart {
  readonly id: string;
  readonly quantity: number;
  /** Of which sort it is, where that counts. */
  readonly sort?: string;
}

export interface TheirRecord {
  readonly legacy: string;
  readonly parent: string | null;
  /** By field; what the answer does not tell of is not in it. */
  readonly values: ReadonlyMap<string, Value>;
  /** Fields that say something that cannot be read, with what they say. */
  readonly unread: ReadonlyMap<string, unknown>;
  /** Those that can be read; undefined where the answer tells of none. */
  readonly messages: readonly TheirMessage[] | undefined;
  /** Whether there are no others: a list that is not there, or of which a row cannot be read, tells nothing of what it leaves out. */
  readonly tellsMessages: boolean;
  /** When it was made, in milliseconds, where it says so. */
  readonly created: number | undefined;
  /** When it changed, as it says it. */
  readonly changed: number | undefined;
  /** By the place of a list: the ids of its parts, and how many of each. */
  readonly parts: ReadonlyMap<string, readonly ListPart[]>;
  readonly digest: string;
  readonly removed: boolean;
  readonly mergedInto: string | undefined;
  /** Whether the record itself was asked for, and not a listing. */
  readonly whole: boolean;
}

/** Undefined for what is no record: no object, or without an id. */
export function readRecord(mapping: KindMapping, raw: unknown, whole: boolean): TheirRecord | undefined {
  const id = atPath(raw, 'id');
  if (typeof id !== 'string' || id === '') return undefined;
  const kind = must(kindNamed(mapping.kind), 'a mapped kind');
  const values = new Map<string, Value>();
  const unread = new Map<string, unknown>();
  for (const each of mapping.fields) {
    const path = whole ? each.at : each.listed;
    const said = path === undefined ? undefined : atPath(raw, path);
    if (said === undefined) continue;
    const isMadeUp = each.emptyWhere !== undefined && Boolean(atPath(raw, each.emptyWhere));
    const read = isMadeUp
      ? { value: null }
      : readField(each, must(kind.fields.get(each.field), `${mapping.kind}.${each.field}`), said);
    if (read === undefined) unread.set(each.field, said);
    else values.set(each.field, read.value);
  }
  const parent = mapping.parent && atPath(raw, mapping.parent.at);
  const merged = mapping.mergedInto && atPath(raw, mapping.mergedInto);
  const changedAt = (whole ? mapping.changedAt : undefined) ?? mapping.listing.changed;
  const changed = changedAt && atPath(raw, changedAt);
  const made = atPath(raw, 'created_at') ?? atPath(raw, 'dates.created_at');
  return {
    legacy: id,
    parent: typeof parent === 'string' ? parent : null,
    values,
    unread,
    ...messagesOf(mapping.messages, raw, whole),
    created: typeof made === 'string' ? readInstant(made) : undefined,
    changed: typeof changed === 'string' ? readInstant(changed) : undefined,
    parts: partsOf(mapping, raw),
    digest: digestOf(raw),
    removed: mapping.removedAt !== undefined && typeof atPath(raw, mapping.removedAt) === 'string',
    mergedInto: typeof merged === 'string' ? merged : undefined,
    whole,
  };
}

function partsOf({ routes }: KindMapping, raw: unknown): ReadonlyMap<string, readonly ListPart[]> {
  const parts = new Map<string, readonly ListPart[]>();
  for (const { rows } of routes) {
    const list = rows && atPath(raw, rows.list);
    if (!rows || !Array.isArray(list)) continue;
    const read = list.flatMap((row): readonly ListPart[] => {
      const found = readRow(rows.tally, row);
      return found ? [{ id: String(atPath(row, 'id')), quantity: found.count, sort: found.sort }] : [];
    });
    parts.set(rows.list, read);
  }
  for (const { part } of routes) {
    const list = part && atPath(raw, part.list);
    if (!part || !Array.isArray(list)) continue;
    parts.set(
      part.list,
      list.map((each) => ({
        id: String(atPath(each, 'id')),
        quantity: Number(atPath(each, part.quantity) ?? 1),
      })),
    );
  }
  return parts;
}

/** Of a whole row: whether anything in it is not as it was. */
export const digestOf = (raw: unknown): string =>
  createHash('sha256').update(JSON.stringify(raw)).digest('base64url').slice(0, 22);

function readField(
  mapping: FieldMapping,
  field: Field,
  said: unknown,
): { readonly value: Value } | undefined {
  const read = readTheirs(mapping.conversion, said);
  if ('problem' in read) return undefined;
  const { value } = read;
  if (field.policy === 'text') {
    const fits = checkPlain(value) === undefined && String(value ?? '').length <= field.max;
    return fits ? { value: value ?? '' } : undefined;
  }
  if (!('scalar' in field) || mapping.conversion.as === 'reference') return { value };
  return checkValue(field.scalar, value) === undefined ? { value } : undefined;
}

function messagesOf(
  messages: Messages | undefined,
  raw: unknown,
  whole: boolean,
): Pick<TheirRecord, 'messages' | 'tellsMessages'> {
  const path = whole ? messages?.at : messages?.listed;
  return messages && path !== undefined
    ? readMessages(messages, atPath(raw, path))
    : { messages: undefined, tellsMessages: false };
}

/** @param rows the list, where it is one */
export function readMessages(
  mapping: Messages,
  rows: unknown,
): Pick<TheirRecord, 'messages' | 'tellsMessages'> {
  if (!Array.isArray(rows)) return { messages: undefined, tellsMessages: false };
  const messages = rows.flatMap((row) => readMessage(mapping, row) ?? []);
  return { messages, tellsMessages: messages.length === rows.length };
}

/** Undefined for what is no message. */
function readMessage(messages: Messages, row: unknown): TheirMessage | undefined {
  const legacy = atPath(row, messages.id);
  const body = messages.body
    .map((path) => atPath(row, path))
    .find((said) => typeof said === 'string' && said !== '');
  const created = atPath(row, messages.created);
  if (typeof legacy !== 'string' || legacy === '' || typeof body !== 'string') return undefined;
  const said = String(atPath(row, messages.channel.at));
  return {
    legacy,
    body,
    channel: messages.channel.values[said] ?? messages.channel.other,
    at: typeof created === 'string' ? readInstant(created) : undefined,
  };
}
