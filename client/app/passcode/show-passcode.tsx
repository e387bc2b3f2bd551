/**
 * Looking at a passcode: with a reason, which is kept with who looked. What is shown hides by itself, and at once when the
 * page is left or put into the background (rule SECRET-6).
 */
import { Button, TextInput } from '@mantine/core';
import { useLayoutEffect, useState, type FormEvent } from 'react';
import { maxReason } from '../../../shared/schema/secrets.ts';
import { NoAnswer } from '../../replica/relay-api.ts';
import { useDevice } from '../device.ts';
import { whyNoPasscode } from './describe-passcode.ts';
import { hideShown, shownFor } from './hide-shown.ts';
import { dotsOf } from './passcode.ts';
import { PatternPicture } from './pattern-picture.tsx';
import classes from './passcode.module.css';

interface ShowPasscodeProps {
  /** Asks the relay. @throws NoAnswer */
  readonly reveal: (reason: string) => Promise<string>;
  readonly close: () => void;
}

const usual = ['Find the fault', 'Test the repair', 'Save the client’s data', 'Hand it over'];

export function ShowPasscode({ reveal, close }: ShowPasscodeProps) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState<string>();
  const say = (why: string): void => {
    setReason(why);
    setProblem(undefined);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (reason.trim() === '') return setProblem('Say what you need it for.');
    setBusy(true);
    try {
      setShown(await reveal(reason.trim()));
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      setProblem(whyNoPasscode(error.trouble));
      setBusy(false);
    }
  };
  if (shown !== undefined) return <Shown value={shown} hide={close} />;
  return (
    <form
      className={classes.form}
      aria-label="Show the passcode"
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <TextInput
        label="What do you need it for?"
        description="That you looked, when and why is kept, and managers see it."
        autoComplete="off"
        maxLength={maxReason}
        value={reason}
        error={problem}
        onChange={(event) => say(event.currentTarget.value)}
      />
      <div className={classes.usual}>
        {usual.map((each) => (
          <Button key={each} variant="light" size="compact-sm" radius="xl" onClick={() => say(each)}>
            {each}
          </Button>
        ))}
      </div>
      <div className={classes.buttons}>
        <Button type="submit" loading={busy}>
          Show it
        </Button>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function Shown({ value, hide }: { value: string; hide: () => void }) {
  const { time } = useDevice();
  const [end] = useState(() => time.now() + shownFor);
  // Before anything is painted.
  useLayoutEffect(() => hideShown({ time, page: document, end, hide }), [time, end, hide]);
  const dots = dotsOf(value);
  const isPattern = dots !== undefined && dots.length > 1;
  return (
    <div className={classes.shown} data-testid="passcode-shown">
      {isPattern && <PatternPicture pattern={value} />}
      <code className={classes.value}>{isPattern ? dots.join(' – ') : value}</code>
      <div className={classes.buttons}>
        <span className="quiet small">It hides by itself in half a minute.</span>
        <Button variant="default" onClick={hide}>
          Hide
        </Button>
      </div>
    </div>
  );
}
