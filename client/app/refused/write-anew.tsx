/** A refused edit once more, changed so that it can be taken: an ordinary write, with or without a network. */
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { applyRefused } from '../../../shared/document/apply-refused.ts';
import { isWriteError } from '../../../shared/document/write-errors.ts';
import type { Field, Value } from '../../../shared/schema/field.ts';
import { changeRecord } from '../change-record.ts';
import { useDevice } from '../device.ts';
import { parseField } from '../fields/parse-field.ts';
import { editScalar } from '../fields/show-scalar.ts';
import classes from '../reviews/reviews.module.css';
import { inWords } from '../words.ts';
import type { SentBack } from './refused-list.ts';

interface WriteAnewProps {
  readonly edit: SentBack;
  /** A register or a text. */
  readonly field: Field;
  /** Where it has a workflow: the values to which it may go now. */
  readonly steps: readonly Value[] | undefined;
  readonly close: () => void;
  readonly written: () => void;
}

export function WriteAnew({ edit, field, steps, close, written }: WriteAnewProps) {
  const { replica } = useDevice();
  const choices =
    'scalar' in field && field.scalar.type === 'enum' ? (steps ?? field.scalar.values).map(String) : [];
  const [text, setText] = useState(() => {
    const said = beginning(edit, field);
    return choices.length === 0 || choices.includes(said) ? said : (choices[0] ?? '');
  });
  const [why, setWhy] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const parsed = 'scalar' in field ? parseField(field, text) : undefined;
    if (parsed && !parsed.ok) return setWhy(parsed.why);
    const value: Value = parsed ? parsed.value : text;
    try {
      const done = await changeRecord(replica, edit.name, (entity) =>
        applyRefused(entity, { field: edit.field, value, count: 1 }),
      );
      if (!done) return setWhy('There is nothing to write.');
    } catch (error) {
      if (!isWriteError(error)) throw error;
      return setWhy('That cannot go there from where it is.');
    }
    written();
  };
  const given = { label: `${field.label}, once more`, value: text, error: why || undefined };
  return (
    <form className={classes.anew} onSubmit={(event) => void submit(event)}>
      {field.policy === 'text' ? (
        <Textarea
          {...given}
          autosize
          minRows={2}
          maxRows={10}
          description="It is added at the end of what is there."
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : 'scalar' in field && field.scalar.type === 'enum' ? (
        <NativeSelect
          {...given}
          data={choices.map((each) => ({ value: each, label: inWords(each) }))}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : (
        <TextInput {...given} onChange={(event) => setText(event.currentTarget.value)} />
      )}
      <div className={classes.buttons}>
        <Button type="submit">Send again</Button>
        <Button variant="default" onClick={close}>
          Not now
        </Button>
      </div>
    </form>
  );
}

/** What was written, as an input starts from it. */
function beginning({ value }: SentBack, field: Field): string {
  const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  if (!isPlain) return '';
  return 'scalar' in field
    ? editScalar(field.scalar, value as Value)
    : typeof value === 'string'
      ? value
      : '';
}
