/**
 * Undo and redo of one's own edits of the record that is open: by key wherever the record has the focus, and for the
 * header's buttons (rule RECORD-13). What is still being typed into an input is the browser's to undo.
 */
import { useCallback, useRef, type KeyboardEvent } from 'react';
import type { Kind } from '../../../shared/schema/field.ts';
import type { OpenRecord, UndoEnd } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import type { Told } from '../parts/notice.tsx';

export interface Undo {
  readonly undo: () => void;
  readonly redo: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** `tell` says what stays as it is, and why. */
export function useUndo(open: OpenRecord, tell: (told: Told) => void): Undo {
  const { drafts } = useDevice();
  const withdrawn = useRef(false);
  const take = useCallback(
    (direction: 'undo' | 'redo') => {
      // What was typed last is the last edit, and is not in the document yet.
      drafts.commitAll();
      const { entity, history } = open;
      const isThere = entity.get('created') !== null;
      let end = history[direction]();
      // What a record began with was written after the first edit, and goes and comes back with it (rule RECORD-7).
      const half = entity.get('created') === null && (direction === 'undo' ? isThere : withdrawn.current);
      if (half && end.type !== 'nothing') {
        withdrawn.current = direction === 'undo';
        end = history[direction]();
      }
      const told = toldOf(entity.kind, end);
      if (told !== '') tell({ text: told });
    },
    [open, drafts, tell],
  );
  const undo = useCallback(() => take('undo'), [take]);
  const redo = useCallback(() => take('redo'), [take]);
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
      if (key !== 'z' && key !== 'y') return;
      if (isTyping(event.target)) return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) redo();
      else undo();
    },
    [undo, redo],
  );
  return { undo, redo, onKeyDown };
}

/** An input with a draft, or one of a form that was not sent; a long text is the record's own. */
function isTyping(target: EventTarget): boolean {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return false;
  return target.dataset['input'] === undefined || target.dataset['typing'] === 'true';
}

const reasons: Readonly<Record<Extract<UndoEnd, { type: 'kept' }>['kept'][number]['why'], string>> = {
  overtaken: 'somebody else has written it since',
  settled: 'it settled a disagreement',
  'not-allowed': 'what was there before may not be written',
};

function toldOf(kind: Kind, end: UndoEnd): string {
  if (end.type === 'nothing') return '';
  return end.kept
    .map(({ field, why }) => `${kind.fields.get(field)?.label ?? field} stays as it is: ${reasons[why]}.`)
    .join(' ');
}
