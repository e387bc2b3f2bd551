/** One of a few values: a native list, which every device opens in the way its owner knows. */
import { NativeSelect } from '@mantine/core';

interface ChoiceProps {
  readonly id?: string | undefined;
  readonly label?: string | undefined;
  readonly value: string;
  /** In their order; a value that is not among them, from a newer version, stays what it is. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** Whether nothing may be chosen, too. */
  readonly empty: boolean;
  readonly disabled?: boolean;
  /** What a value that is not among the choices is called. */
  readonly inWords: (value: string) => string;
  readonly choose: (value: string) => void;
}

export function Choice({ id, label, value, choices, empty, disabled = false, inWords, choose }: ChoiceProps) {
  const known = value === '' || choices.some((each) => each.value === value);
  return (
    <NativeSelect
      id={id}
      aria-label={label}
      data-input
      value={value}
      disabled={disabled}
      onChange={(event) => choose(event.target.value)}
    >
      {(empty || value === '') && <option value="">–</option>}
      {!known && <option value={value}>{inWords(value)}</option>}
      {choices.map((each) => (
        <option key={each.value} value={each.value}>
          {each.label}
        </option>
      ))}
    </NativeSelect>
  );
}
