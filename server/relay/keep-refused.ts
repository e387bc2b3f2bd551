/**
 * What is kept of edits that were written back, so that their author and whoever has the right can see, apply or discard
 * them (rule QUAR-1). Letters of one text that come one after the other are one edit.
 */
import type { Refusal } from '../../shared/document/types.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { freshEntityId } from '../../shared/lib/ids.ts';
import type { Through } from '../../shared/document/history/change.ts';
import type { Role } from '../../shared/schema/field.ts';
import type { RefusedEdit } from '../store/store.ts';
import type { Room } from './room.ts';

/** Letters that follow within so many milliseconds belong to the same edit. */
const patience = 2 * 60_000;
/** What is kept of one edit, in UTF-16 units of its JSON. */
const maxValue = 100_000;

export interface Refuses {
  readonly author: Author;
  readonly role: Role;
  readonly through: Through;
}

const texts = new WeakMap<Room, Map<string, RefusedEdit>>();

export function keepRefused(room: Room, from: Refuses, refusals: readonly Refusal[]): RefusedEdit[] {
  return refusals.map((refusal) => {
    const isText = room.kind?.fields.get(refusal.field)?.policy === 'text';
    return isText ? keepText(room, from, refusal) : keep(room, from, refusal);
  });
}

function keep(room: Room, from: Refuses, { field, rule, value, count = 1, cut }: Refusal): RefusedEdit {
  const { time, random } = room.context;
  const at = time.now();
  const json = JSON.stringify(value ?? null);
  const isLong = json.length > maxValue;
  return {
    id: freshEntityId(at, random),
    field,
    rule,
    value: isLong ? JSON.stringify(`${json.length} characters`) : json,
    count,
    ...from,
    at,
    ...((cut || isLong) && { cut: true }),
  };
}

function keepText(room: Room, from: Refuses, refusal: Refusal): RefusedEdit {
  const known = texts.get(room) ?? new Map<string, RefusedEdit>();
  texts.set(room, known);
  const key = `${from.author} ${from.through} ${refusal.field} ${refusal.rule}`;
  const before = known.get(key);
  const fresh = keep(room, from, refusal);
  const letters =
    before && !before.cut && !fresh.cut && fresh.at - before.at <= patience
      ? joined(before.value, fresh.value)
      : undefined;
  const edit =
    before && letters !== undefined
      ? { ...fresh, id: before.id, value: letters, count: before.count + fresh.count }
      : fresh;
  known.set(key, edit);
  return edit;
}

/** What comes from now on is another edit: this one is being settled. */
export function endRefused(room: Room, settled: string): void {
  const known = texts.get(room);
  for (const [key, { id }] of known ?? []) if (id === settled) known?.delete(key);
}

/** Two pieces of text as one; undefined when that would be too much, or one of them is none. */
function joined(before: string, after: string): string | undefined {
  const [first, second] = [JSON.parse(before) as unknown, JSON.parse(after) as unknown];
  if (typeof first !== 'string' || typeof second !== 'string') return undefined;
  const both = JSON.stringify(first + second);
  return both.length > maxValue ? undefined : both;
}
