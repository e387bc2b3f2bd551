/** A long text that several people type in at once, with everybody's caret and name. */
import { defaultKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useId, useRef, useState } from 'react';
import { yCollab } from 'y-codemirror.next';
import type { TextField as Declared } from '../../../shared/schema/field.ts';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { counted } from '../words.ts';
import { caretAwareness } from './caret-awareness.ts';
import { FieldFrame } from './field-frame.tsx';
import classes from './fields.module.css';
import { editorTheme } from './editor-theme.ts';
import { historyKeys, type Steps } from './history-keys.ts';

interface TextProps {
  readonly name: string;
  readonly field: Declared;
}

export function TextField({ name, field }: TextProps) {
  const { open, may, undo, redo } = useRecordPlace();
  const label = useId();
  const place = useRef<HTMLDivElement>(null);
  const writable = may(field);
  const [broken, setBroken] = useState(0);
  const [problem, setProblem] = useState('');
  // Others when unsent edits were taken back: then the editor begins anew, too.
  const { entity, awareness, history } = open;
  useEffect(() => {
    if (!place.current) return undefined;
    // An editor whose binding failed would go on taking letters that reach no document: a new one begins from what does.
    const view = editorFor(place.current, {
      entity,
      awareness,
      steps: { undo, redo, boundary: () => history.boundary() },
      name,
      field,
      writable,
      label,
      fail: () => {
        if (broken < enough) setBroken(broken + 1);
      },
      tell: setProblem,
    });
    return () => view.destroy();
  }, [entity, awareness, history, undo, redo, name, field, writable, label, broken]);
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      <div className={classes.editor} ref={place} data-testid={`text-${name}`} />
      <p className={classes.told} role="alert">
        {problem}
      </p>
    </FieldFrame>
  );
}

/** An editor that fails this often will fail again; what it shows is left as it is. */
const enough = 5;

interface EditorGiven {
  readonly entity: EntityDocument;
  readonly awareness: OpenRecord['awareness'];
  readonly steps: Steps;
  readonly name: string;
  readonly field: Declared;
  readonly writable: boolean;
  /** The id of what names it. */
  readonly label: string;
  readonly fail: () => void;
  /** Says why something was not taken in; empty when there is nothing to say any more. */
  readonly tell: (problem: string) => void;
}

function editorFor(
  parent: HTMLElement,
  { entity, awareness, steps, name, field, writable, label, fail, tell }: EditorGiven,
): EditorView {
  const text = entity.text(name);
  const state = EditorState.create({
    doc: text.toJSON(),
    extensions: [
      // A text from elsewhere may hold "\r\n": read as one line break, every position after it would be off by one.
      EditorState.lineSeparator.of('\n'),
      EditorView.clipboardInputFilter.of((pasted) => pasted.replaceAll(/\r\n?/g, '\n')),
      EditorState.readOnly.of(!writable),
      EditorView.editable.of(writable),
      // What others write always comes in; only typing here stops at the end.
      EditorState.changeFilter.of((change) => {
        if (!change.isUserEvent('input')) return true;
        const over = change.newDoc.length - field.max;
        tell(over > 0 ? tooLong(over, field.max) : '');
        return over <= 0;
      }),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-labelledby': label, spellcheck: 'true' }),
      placeholder(writable ? `${field.label}…` : 'Nothing yet'),
      historyKeys(steps),
      keymap.of(defaultKeymap),
      yCollab(text, caretAwareness(awareness), { undoManager: false }),
      // The binding leaves a caret where it was when the person goes elsewhere.
      EditorView.domEventHandlers({
        blur: () => {
          awareness.setLocalStateField('cursor', null);
        },
      }),
      editorTheme,
      EditorView.exceptionSink.of((error) => {
        reportError(error);
        fail();
      }),
    ],
  });
  return new EditorView({ state, parent });
}

const tooLong = (over: number, max: number): string =>
  `Not taken in: ${counted(over, 'character')} too long. There is room for ${max.toLocaleString('en-GB')} here.`;
