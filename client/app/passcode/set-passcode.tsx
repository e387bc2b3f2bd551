/** Setting a passcode, or another one: it goes to the relay and nowhere else (rule SECRET-6). */
import { Button, SegmentedControl } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { NoAnswer } from '../../replica/relay-api.ts';
import { inWords } from '../words.ts';
import { whyNoPasscode } from './describe-passcode.ts';
import { PasscodeInput } from './passcode-input.tsx';
import { passcodeKindOf, passcodeKinds, passcodeProblem, type PasscodeKind } from './passcode.ts';
import classes from './passcode.module.css';

interface SetPasscodeProps {
  /** What the device's field says it is. */
  readonly kind: PasscodeKind | undefined;
  /** The longest that is kept, in UTF-16 units. */
  readonly max: number;
  /** Hands it to the relay. @throws NoAnswer */
  readonly send: (kind: PasscodeKind, value: string) => Promise<void>;
  readonly close: () => void;
}

export function SetPasscode({ kind: known, max, send, close }: SetPasscodeProps) {
  const [kind, setKind] = useState<PasscodeKind>(known ?? 'pin');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const change = (value: string): void => {
    setText(value);
    setProblem(undefined);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wrong = passcodeProblem(kind, text, max);
    if (wrong !== undefined) return setProblem(wrong);
    setBusy(true);
    try {
      await send(kind, text);
      close();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      setProblem(whyNoPasscode(error.trouble));
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.form}
      aria-label="Set the passcode"
      autoComplete="off"
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <SegmentedControl
        aria-label="Kind of passcode"
        fullWidth
        data={passcodeKinds.map((each) => ({ value: each, label: inWords(each) }))}
        value={kind}
        onChange={(value) => {
          setKind(passcodeKindOf(value) ?? 'pin');
          change('');
        }}
      />
      <PasscodeInput kind={kind} value={text} change={change} error={problem} />
      <div className={classes.buttons}>
        <Button type="submit" loading={busy}>
          Keep it on the relay
        </Button>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
