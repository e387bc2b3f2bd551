/** A set: a box to tick for each declared value, or chips with a way to add one. */
import { useId, useState } from 'react';
import type { SetField as Declared, Value } from '../../../shared/schema/field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { useNow } from '../status/use-status.ts';
import { inWords } from '../words.ts';
import { FieldFrame } from './field-frame.tsx';
import { parseScalar } from './parse-scalar.ts';
import { Picker } from './picker.tsx';
import { RecordLink } from './record-link.tsx';
import { showScalar } from './show-scalar.ts';

interface SetProps {
  readonly name: string;
  readonly field: Declared;
}

export function SetField({ name, field }: SetProps) {
  const label = useId();
  const { element } = field;
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      <div role="group" aria-labelledby={label}>
        {element.type === 'enum' ? (
          <Ticks name={name} field={field} values={element.values} />
        ) : (
          <Chips name={name} field={field} />
        )}
      </div>
    </FieldFrame>
  );
}

function Ticks({ name, field, values }: SetProps & { values: readonly string[] }) {
  const { open, may } = useRecordPlace();
  const held = open.entity.elements(name);
  const unknown = held.filter(
    (value): value is string => typeof value === 'string' && !values.includes(value),
  );
  return (
    <div className="ticks">
      {[...values, ...unknown].map((value) => (
        <label key={value} className="tick">
          <input
            type="checkbox"
            checked={held.includes(value)}
            disabled={!may(field)}
            onChange={(event) => {
              if (event.target.checked) open.entity.add(name, value);
              else open.entity.remove(name, value);
            }}
          />
          {inWords(value)}
        </label>
      ))}
    </div>
  );
}

function Chips({ name, field }: SetProps) {
  const { open, may } = useRecordPlace();
  const now = useNow();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const { element } = field;
  const add = (typed: string): void => {
    const parsed = parseScalar(element, typed);
    setProblem(parsed.ok ? '' : parsed.why);
    if (!parsed.ok || parsed.value === null) return;
    open.entity.add(name, parsed.value);
    setText('');
  };
  const shown = (value: Value) =>
    element.type === 'reference' && typeof value === 'string' ? (
      <RecordLink kindName={element.kind} id={value} />
    ) : (
      showScalar(element, value, now)
    );
  return (
    <div className="chips">
      {open.entity.elements(name).map((value) => (
        <span className="chip" key={JSON.stringify(value)}>
          {shown(value)}
          {may(field) && (
            <button
              type="button"
              className="link"
              aria-label={`Remove ${String(value)}`}
              onClick={() => open.entity.remove(name, value)}
            >
              ×
            </button>
          )}
        </span>
      ))}
      {may(field) && element.type === 'reference' && (
        <Picker
          kindName={element.kind}
          label={`Add to ${field.label}`}
          pick={(id) => open.entity.add(name, id)}
        />
      )}
      {may(field) && element.type !== 'reference' && (
        <input
          className="add"
          aria-label={`Add to ${field.label}`}
          placeholder="Add…"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => add(text)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') add(text);
          }}
        />
      )}
      {problem !== '' && <p className="told small">{problem}</p>}
    </div>
  );
}
