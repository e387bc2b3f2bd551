/** Adds an entry to a ledger: an input for each part that the schema declares (rule APP-4). */
import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { LedgerField, Scalar, Value } from '../../../shared/schema/field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { inWords } from '../words.ts';
import { Choice } from './choice.tsx';
import classes from './fields.module.css';
import { isLong } from './is-long.ts';
import { parseScalar } from './parse-scalar.ts';
import { Picker } from './picker.tsx';
import { RecordLink } from './record-link.tsx';
import { inputFor } from './typed-input.tsx';
import { useKeptTexts } from './use-kept-text.ts';

interface FormProps {
  readonly name: string;
  readonly field: LedgerField;
  readonly action: string;
  /** Parts that are not asked for here. */
  readonly without?: readonly string[];
}

export function LedgerForm({ name, field, action, without = [] }: FormProps) {
  const { open } = useRecordPlace();
  const [texts, keep] = useKeptTexts(`${entityKey(open.name)}/${name}`);
  const [problem, setProblem] = useState('');
  const parts = Object.entries(field.entry).filter(([part]) => !without.includes(part));
  const send = (): void => {
    const values: Record<string, Value> = {};
    for (const [part, { scalar, label, optional = false }] of parts) {
      const parsed = parseScalar(scalar, texts[part] ?? firstChoice(scalar, optional));
      if (!parsed.ok) return setProblem(`${label}: ${parsed.why}`);
      if (parsed.value === null && !optional) return setProblem(`${label} is needed.`);
      if (parsed.value !== null) values[part] = parsed.value;
    }
    open.entity.append(name, values);
    keep({});
    setProblem('');
  };
  return (
    <form
      className={classes.entry}
      aria-label={`${action}: ${field.label}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {parts.map(([part, { scalar, label, optional = false }]) => (
        <PartInput
          key={part}
          part={part}
          scalar={scalar}
          label={label}
          optional={optional}
          text={texts[part] ?? firstChoice(scalar, optional)}
          type={(text) => keep({ ...texts, [part]: text })}
          send={send}
        />
      ))}
      <Button type="submit">{action}</Button>
      {problem !== '' && (
        <p className={classes.told} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

/** What an input begins with: the first choice where one is needed, no for a box, else nothing. */
function firstChoice(scalar: Scalar, optional: boolean): string {
  if (scalar.type === 'boolean') return optional ? '' : 'false';
  return scalar.type === 'enum' && !optional ? (scalar.values[0] ?? '') : '';
}

interface PartProps {
  readonly part: string;
  readonly scalar: Scalar;
  readonly label: string;
  readonly optional: boolean;
  readonly text: string;
  readonly type: (text: string) => void;
  readonly send: () => void;
}

function PartInput(props: PartProps) {
  const { part, scalar, label, optional, text, type } = props;
  const id = useId();
  if (scalar.type === 'boolean') {
    return (
      <Checkbox
        data-part={part}
        label={label}
        checked={text === 'true'}
        onChange={(event) => type(String(event.target.checked))}
      />
    );
  }
  return (
    <div className={classes.part} data-wide={isLong(scalar)} data-part={part}>
      <div className={classes.label}>
        <label htmlFor={id}>
          {label}
          {optional && ' (optional)'}
        </label>
      </div>
      <PartControl {...props} id={id} />
    </div>
  );
}

function PartControl({ scalar, label, optional, text, type, send, id }: PartProps & { id: string }) {
  // A limit is told while one types, and before anything is lost by it.
  const tooLong =
    scalar.type === 'string' && text.length > scalar.max ? parseScalar(scalar, text) : undefined;
  const error = tooLong && !tooLong.ok ? tooLong.why : undefined;
  if (scalar.type === 'reference')
    return <Reference kindName={scalar.kind} label={label} id={id} value={text} choose={type} />;
  if (scalar.type === 'enum') {
    return (
      <Choice
        id={id}
        value={text}
        choices={scalar.values.map((value) => ({ value, label: inWords(value) }))}
        empty={optional}
        inWords={inWords}
        choose={type}
      />
    );
  }
  if (isLong(scalar)) {
    return (
      <Textarea
        id={id}
        autosize
        minRows={2}
        maxRows={8}
        error={error}
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          send();
        }}
      />
    );
  }
  const { type: kind, mode } = inputFor(scalar);
  return (
    <TextInput
      id={id}
      type={kind}
      inputMode={mode}
      leftSection={scalar.type === 'money' ? '£' : undefined}
      error={error}
      autoComplete="off"
      value={text}
      onChange={(event) => type(event.target.value)}
    />
  );
}

interface ReferenceProps {
  readonly kindName: string;
  readonly label: string;
  readonly id: string;
  readonly value: string;
  readonly choose: (id: string) => void;
}

function Reference({ kindName, label, id, value, choose }: ReferenceProps) {
  if (value === '') return <Picker kindName={kindName} label={label} inputId={id} pick={choose} />;
  return (
    <span className={classes.row}>
      <RecordLink kindName={kindName} id={value} />
      <Button id={id} variant="subtle" size="compact-sm" color="gray" onClick={() => choose('')}>
        Clear
      </Button>
    </span>
  );
}
