/** Adds an entry to a ledger: an input for each part that the schema declares (rule APP-4). */
import { useId, useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { LedgerField, Scalar, Value } from '../../../shared/schema/field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { inWords } from '../words.ts';
import { Picker } from './picker.tsx';
import { RecordLink } from './record-link.tsx';
import { parseScalar } from './parse-scalar.ts';
import { useKeptText } from './use-kept-text.ts';

interface FormProps {
  readonly name: string;
  readonly field: LedgerField;
  readonly action: string;
}

export function LedgerForm({ name, field, action }: FormProps) {
  const { open } = useRecordPlace();
  const [kept, keep] = useKeptText(`${entityKey(open.name)}/${name}`);
  const [problem, setProblem] = useState('');
  const texts = readTexts(kept);
  const parts = Object.entries(field.entry);
  const send = (): void => {
    const values: Record<string, Value> = {};
    for (const [part, { scalar, label, optional = false }] of parts) {
      const parsed = parseScalar(scalar, texts[part] ?? firstChoice(scalar, optional));
      if (!parsed.ok) return setProblem(`${label}: ${parsed.why}`);
      if (parsed.value === null && !optional) return setProblem(`${label} is needed.`);
      if (parsed.value !== null) values[part] = parsed.value;
    }
    open.entity.append(name, values);
    keep('');
    setProblem('');
  };
  return (
    <form
      className="entry"
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
          type={(text) => keep(JSON.stringify({ ...texts, [part]: text }))}
          send={send}
        />
      ))}
      <button type="submit" className="primary">
        {action}
      </button>
      {problem !== '' && (
        <p className="told small" role="alert">
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

function readTexts(kept: string): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(kept || '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    );
  } catch {
    return {};
  }
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

function PartInput({ part, scalar, label, optional, text, type, send }: PartProps) {
  const id = useId();
  const long = scalar.type === 'string' && scalar.max > 600;
  if (scalar.type === 'boolean') {
    return (
      <label className="tick" data-part={part}>
        <input type="checkbox" checked={text === 'true'} onChange={(e) => type(String(e.target.checked))} />
        {label}
      </label>
    );
  }
  return (
    <div className={long ? 'part wide' : 'part'} data-part={part}>
      <label htmlFor={id} className="small">
        {label}
        {optional && <span className="quiet"> (optional)</span>}
      </label>
      {scalar.type === 'reference' ? (
        <Reference kindName={scalar.kind} label={label} id={id} value={text} choose={type} />
      ) : scalar.type === 'enum' ? (
        <select id={id} value={text} onChange={(event) => type(event.target.value)}>
          {optional && <option value="">–</option>}
          {scalar.values.map((value) => (
            <option key={value} value={value}>
              {inWords(value)}
            </option>
          ))}
        </select>
      ) : long ? (
        <textarea
          id={id}
          rows={2}
          maxLength={scalar.max}
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            send();
          }}
        />
      ) : (
        <input
          id={id}
          type={scalar.type === 'date' ? 'date' : scalar.type === 'instant' ? 'datetime-local' : 'text'}
          inputMode={scalar.type === 'money' || scalar.type === 'number' ? 'decimal' : 'text'}
          autoComplete="off"
          value={text}
          onChange={(event) => type(event.target.value)}
        />
      )}
    </div>
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
    <span className="reference">
      <RecordLink kindName={kindName} id={value} />
      <button type="button" id={id} className="link" onClick={() => choose('')}>
        Clear
      </button>
    </span>
  );
}
