/** Another value than those that stand, written where the question is (rule TRAY-2). For types that are typed. */
import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { RegisterField, Scalar, Value } from '../../../shared/schema/field.ts';
import { parseField } from '../fields/parse-field.ts';
import { inputFor } from '../fields/typed-input.tsx';
import classes from './reviews.module.css';

/** Whether a value of this type is typed; others are chosen, on the record's page. */
export const isTyped = (scalar: Scalar): boolean =>
  scalar.type === 'string'
    ? !scalar.person
    : scalar.type !== 'enum' && scalar.type !== 'reference' && scalar.type !== 'boolean';

interface WriteAnotherProps {
  readonly field: RegisterField;
  /** What is typed so far: the card keeps it. */
  readonly text: string;
  readonly type: (text: string) => void;
  readonly write: (value: Value) => void;
}

export function WriteAnother({ field, text, type: typed, write }: WriteAnotherProps) {
  const [problem, setProblem] = useState<string>();
  const { type, mode } = inputFor(field.scalar);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const parsed = parseField(field, text);
    if (parsed.ok) write(parsed.value);
    else setProblem(parsed.why);
  };
  return (
    <form className={classes.another} onSubmit={submit}>
      <TextInput
        label="Another value"
        type={type}
        inputMode={mode}
        autoComplete="off"
        value={text}
        error={problem}
        onChange={({ target }) => {
          typed(target.value);
          setProblem(undefined);
        }}
      />
      <Button type="submit" variant="default" disabled={text.trim() === ''}>
        Write this
      </Button>
    </form>
  );
}
