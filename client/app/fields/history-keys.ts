/** Undo and redo of the whole record in a text's editor: its keys, and the commands of touch keyboards and menus. */
import type { Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';

/** The page's own: it says what could not be taken back. */
export interface Steps {
  readonly undo: () => void;
  readonly redo: () => void;
  readonly boundary: () => void;
}

export function historyKeys(steps: Steps): Extension {
  const undo = (): boolean => {
    steps.undo();
    return true;
  };
  const redo = (): boolean => {
    steps.redo();
    return true;
  };
  return [
    keymap.of([
      { key: 'Mod-z', run: undo, preventDefault: true },
      { key: 'Mod-y', mac: 'Mod-Shift-z', run: redo, preventDefault: true },
      { key: 'Mod-Shift-z', run: redo, preventDefault: true },
    ]),
    EditorView.domEventHandlers({
      focus: () => steps.boundary(),
      beforeinput: ({ inputType }) =>
        (inputType === 'historyUndo' && undo()) || (inputType === 'historyRedo' && redo()),
    }),
  ];
}
