/**
 * What somebody did to a text, as pieces that can be read: what stayed around it, what went, what came. Pure. The letters
 * that stayed are taken from the text as it was afterwards, which is made by going back from the newest entry.
 */
import type { HistoryEntry, TextStep } from '../../../shared/document/history/change.ts';
import { undoSteps } from '../../../shared/document/history/text-steps.ts';

export type Piece =
  | { readonly type: 'kept' | 'added' | 'removed'; readonly text: string }
  /** Something stayed here that is not shown, or not known. */
  | { readonly type: 'gap' };

/** How much of what stayed is shown beside each change, in UTF-16 units. */
const around = 40;

/** @param after the text after the steps; undefined where it is not known, so that only the changes are shown */
export function diffPieces(steps: readonly TextStep[], after: string | undefined): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  steps.forEach((step, index) => {
    if ('keep' in step) {
      const kept = after?.slice(at, at + step.keep);
      at += step.keep;
      pieces.push(...shortened(kept, index > 0, true));
    } else if ('remove' in step) pieces.push({ type: 'removed', text: step.remove });
    else {
      pieces.push({ type: 'added', text: step.insert });
      at += step.insert.length;
    }
  });
  if (after !== undefined && at < after.length) pieces.push(...shortened(after.slice(at), true, false));
  return pieces;
}

/** What stayed, of which only the ends beside a change are shown. */
function shortened(kept: string | undefined, hasLeft: boolean, hasRight: boolean): readonly Piece[] {
  if (kept === undefined) return [{ type: 'gap' }];
  const shown = (hasLeft ? around : 0) + (hasRight ? around : 0);
  if (kept.length <= shown + 10) return [{ type: 'kept', text: kept }];
  return [
    ...(hasLeft ? [{ type: 'kept' as const, text: kept.slice(0, around).toWellFormed() }] : []),
    { type: 'gap' as const },
    ...(hasRight ? [{ type: 'kept' as const, text: kept.slice(-around).toWellFormed() }] : []),
  ];
}

/** Names one change of a history. */
export const changeKey = ({ version, part }: HistoryEntry, field: string): string =>
  `${version}.${part}/${field}`;

/**
 * Every text after each change of it that can be told.
 * @param entries without a gap from the newest one on @param present the texts as they are, by field
 */
export function textsAfter(
  entries: readonly HistoryEntry[],
  present: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const now = new Map(present);
  const found = new Map<string, string>();
  for (const entry of entries) {
    for (const change of entry.changes.toReversed()) {
      if (change.type !== 'text') continue;
      const after = now.get(change.field);
      const before = after === undefined ? undefined : undoSteps(after, change.steps);
      if (after === undefined || before === undefined) {
        now.delete(change.field);
        continue;
      }
      found.set(changeKey(entry, change.field), after);
      now.set(change.field, before);
    }
  }
  return found;
}
