/** Undo and redo of the whole record in a text's editor: its keys, and the commands of touch keyboards and menus. */
import type { Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import type { RecordHistory } from '../../replica/types.ts';

export function historyKeys(history: RecordHistory): Extension {
  const undo = (): boolean => history.undo().type !== 'nothing';
  const redo = (): boolean => history.redo().type !== 'nothing';
  return [
    keymap.of([
      { key: 'Mod-z', run: undo, preventDefault: true },
      { key: 'Mod-y', mac: 'Mod-Shift-z', run: redo, preventDefault: true },
      { key: 'Mod-Shift-z', run: redo, preventDefault: true },
    ]),
    EditorView.domEventHandlers({
      focus: () => history.boundary(),
      beforeinput: ({ inputType }) =>
        (inputType === 'historyUndo' && undo()) || (inputType === 'historyRedo' && redo()),
    }),
  ];
}
