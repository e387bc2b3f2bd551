/**
 * Roots and kinds that this version does not know are a newer client's: they are kept untouched, as long as they hold
 * plain values and come from somebody who may write at all (rule SCHEMA-6).
 */
import * as Y from 'yjs';
import { maxRoots, type Crowding } from './document-size.ts';
import type { RootChange } from './observed-changes.ts';
import type { RefusalTally } from './refusal-tally.ts';
import type { RefusalRule } from './types.ts';
import { Judgement } from './verdict.ts';
import type { Undo } from './write-back.ts';
import { mayWriteAnything, type Writer } from './writer.ts';

const maxDepth = 16;

export function judgeUnknown(
  { root, type, added, deep, deleted }: RootChange,
  writer: Writer,
  tally: RefusalTally,
  crowding: Crowding,
): Undo | undefined {
  const judgement = new Judgement(type, tally);
  const revert: RefusalRule | undefined = !mayWriteAnything(writer)
    ? 'role'
    : crowding !== 'none' || (added.length > 0 && (type.doc?.share.size ?? 0) > maxRoots)
      ? 'too-large'
      : undefined;
  if (revert) {
    for (const item of added) judgement.refuseItem(item, root, revert);
    for (const item of deleted) {
      judgement.restoreItem(item);
      if (added.length === 0) judgement.tell(root, revert, null);
    }
    return judgement.undo();
  }
  for (const item of deep) judgement.refuseItem(item, root, 'schema');
  for (const item of added) {
    if (item.content instanceof Y.ContentAny && !item.content.arr.every((value) => isJson(value, maxDepth))) {
      judgement.refuseItem(item, root, 'schema');
    }
  }
  return judgement.undo();
}

/** Whether JSON carries a value unchanged. */
function isJson(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth === 0) return false;
  if (Array.isArray(value)) return value.every((inner) => isJson(inner, depth - 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every((inner) => isJson(inner, depth - 1));
}
