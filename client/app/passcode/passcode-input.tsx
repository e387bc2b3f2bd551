/**
 * Where a passcode is typed or drawn. It is in no form that a browser remembers, and nothing keeps it as it is being typed:
 * drafts know nothing of it (rule SECRET-6).
 */
import { TextInput } from '@mantine/core';
import type { PasscodeKind } from './passcode.ts';
import { PatternPad } from './pattern-pad.tsx';
import classes from './passcode.module.css';

interface PasscodeInputProps {
  readonly kind: PasscodeKind;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly description?: string | undefined;
  readonly error?: string | undefined;
}

const labels: Readonly<Record<PasscodeKind, string>> = {
  pin: 'PIN',
  pattern: 'Pattern',
  password: 'Password',
};

export function PasscodeInput({ kind, value, change, description, error }: PasscodeInputProps) {
  if (kind === 'pattern') {
    return (
      <div>
        <p className={classes.label}>{labels.pattern}</p>
        {description && <p className="quiet small">{description}</p>}
        <PatternPad label={labels.pattern} value={value} change={change} />
        {error && (
          <p className={classes.told} role="alert">
            {error}
          </p>
        )}
      </div>
    );
  }
  return (
    <TextInput
      label={labels[kind]}
      description={description}
      error={error}
      value={value}
      inputMode={kind === 'pin' ? 'numeric' : 'text'}
      // A checker of spelling may send what it checks to somebody else.
      spellCheck={false}
      autoComplete="off"
      autoCorrect="off"
      autoCapitalize="none"
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
