/** Asks for the record as it was on a day at a time. */
import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useDevice } from '../device.ts';
import { editScalar } from '../fields/show-scalar.ts';
import type { AddressedMoment } from './moment-in-address.ts';
import classes from './past.module.css';

interface MomentInputProps {
  readonly moment: AddressedMoment | undefined;
  readonly show: (when: string) => void;
}

export function MomentInput({ moment, show }: MomentInputProps) {
  const { replica } = useDevice();
  const begun = (moment && ('time' in moment ? moment.time : moment.on)) ?? replica.now();
  const [text, setText] = useState(() => editScalar({ type: 'instant' }, begun));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const at = new Date(text).getTime();
    // The minute that is chosen with all that happened in it.
    if (Number.isFinite(at)) show(String(at + 59_999));
  };
  return (
    <form className={classes.when} onSubmit={submit}>
      <TextInput
        type="datetime-local"
        aria-label="As it was at"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        As it was then
      </Button>
    </form>
  );
}
