/** A long text that several people type in at once, with everybody's caret and name. */
import { defaultKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useId, useRef } from 'react';
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next';
import type { TextField as Declared } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { FieldFrame } from './field-frame.tsx';
import { editorTheme } from './editor-theme.ts';

interface TextProps {
  readonly name: string;
  readonly field: Declared;
}

export function TextField({ name, field }: TextProps) {
  const { open, may } = useRecordPlace();
  const label = useId();
  const place = useRef<HTMLDivElement>(null);
  const writable = may(field);
  useEffect(() => {
    if (!place.current) return undefined;
    const view = editorFor(place.current, open, name, field, writable, label);
    return () => view.destroy();
  }, [open, name, field, writable, label]);
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      <div className="text" ref={place} data-testid={`text-${name}`} />
    </FieldFrame>
  );
}

function editorFor(
  parent: HTMLElement,
  open: OpenRecord,
  name: string,
  field: Declared,
  writable: boolean,
  label: string,
): EditorView {
  const text = open.entity.text(name);
  const state = EditorState.create({
    doc: text.toJSON(),
    extensions: [
      // A text from elsewhere may hold "\r\n": read as one line break, every position after it would be off by one.
      EditorState.lineSeparator.of('\n'),
      EditorView.clipboardInputFilter.of((pasted) => pasted.replaceAll(/\r\n?/g, '\n')),
      EditorState.readOnly.of(!writable),
      EditorView.editable.of(writable),
      // What others write always comes in; only typing here stops at the end.
      EditorState.changeFilter.of(
        (change) => !change.isUserEvent('input') || change.newDoc.length <= field.max,
      ),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-labelledby': label, spellcheck: 'true' }),
      placeholder(writable ? `${field.label}…` : 'Nothing yet'),
      keymap.of([...yUndoManagerKeymap, ...defaultKeymap]),
      yCollab(text, open.awareness),
      // The binding leaves a caret where it was when the person goes elsewhere.
      EditorView.domEventHandlers({
        blur: () => {
          open.awareness.setLocalStateField('cursor', null);
        },
      }),
      editorTheme,
    ],
  });
  return new EditorView({ state, parent });
}
