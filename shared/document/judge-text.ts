/** Whether an update to a text may stay: letters only, by somebody who may write it, and not beyond its length. */
import * as Y from 'yjs';
import type { TextField } from '../schema/field.ts';
import type { Crowding } from './document-size.ts';
import type { RootChange } from './observed-changes.ts';
import type { RefusalTally } from './refusal-tally.ts';
import type { RefusalRule } from './types.ts';
import { Judgement } from './verdict.ts';
import type { Undo } from './write-back.ts';
import { mayWrite, type Writer } from './writer.ts';
import { lengthOf } from './yjs-inside.ts';

export function judgeText(
  { type, added, deleted }: RootChange,
  name: string,
  field: TextField,
  writer: Writer,
  tally: RefusalTally,
  crowding: Crowding,
): Undo | undefined {
  const letters = added.filter((item) => isLetters(item, type));
  const inserted = lettersIn(letters);
  const revert: RefusalRule | undefined = !mayWrite(writer, field)
    ? 'role'
    : crowding === 'all' || (lengthOf(type) > field.max && inserted > lettersIn(deleted))
      ? 'too-large'
      : undefined;
  if (!revert && letters.length === added.length) return undefined;

  const judgement = new Judgement(type, tally);
  for (const item of added) {
    // Embeds, formats and keys are no text; what lies inside a nested type goes with it.
    if (!isLetters(item, type) && item.parent === type) judgement.refuseItem(item, name, 'schema');
  }
  if (revert) {
    for (const item of letters) judgement.dropItem(item);
    for (const item of deleted) judgement.restoreItem(item);
    judgement.tell(name, revert, letters.map((item) => (item.content as Y.ContentString).str).join(''));
  }
  return judgement.undo();
}

const isLetters = (item: Y.Item, type: Y.AbstractType<unknown>): boolean =>
  item.parent === type && item.parentSub === null && item.content instanceof Y.ContentString;

const lettersIn = (items: readonly Y.Item[]): number =>
  items.reduce((sum, item) => sum + (item.content instanceof Y.ContentString ? item.length : 0), 0);
