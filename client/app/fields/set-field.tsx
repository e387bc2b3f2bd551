/** A set: a box to tick for each declared value, or chips with a way to add one. */
import { Checkbox, CloseButton, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import type { SetField as Declared } from '../../../shared/schema/field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { inWords } from '../words.ts';
import { FieldFrame } from './field-frame.tsx';
import classes from './fields.module.css';
import { parseScalar } from './parse-scalar.ts';
import { Picker } from './picker.tsx';
import { RecordLink } from './record-link.tsx';
import { useKeptText } from './use-kept-text.ts';
import { useShownValue } from './use-shown-value.ts';

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
    <div className={classes.ticks}>
      {[...values, ...unknown].map((value) => (
        <Checkbox
          key={value}
          label={inWords(value)}
          checked={held.includes(value)}
          disabled={!may(field)}
          onChange={(event) => {
            if (event.target.checked) open.entity.add(name, value);
            else open.entity.remove(name, value);
          }}
        />
      ))}
    </div>
  );
}

function Chips({ name, field }: SetProps) {
  const { open, may } = useRecordPlace();
  const shown = useShownValue();
  const { element } = field;
  const held = open.entity.elements(name);
  return (
    <div className={classes.chips}>
      {held.map((value) => (
        <span className={`chip ${classes.chip}`} key={JSON.stringify(value)}>
          {element.type === 'reference' && typeof value === 'string' ? (
            <RecordLink kindName={element.kind} id={value} />
          ) : (
            shown(element, value)
          )}
          {may(field) && (
            <CloseButton
              size="sm"
              radius="xl"
              aria-label={`Remove ${shown(element, value)}`}
              onClick={() => open.entity.remove(name, value)}
            />
          )}
        </span>
      ))}
      {held.length === 0 && !may(field) && <span className="quiet">–</span>}
      {may(field) &&
        (element.type === 'reference' ? (
          <Picker
            kindName={element.kind}
            label={`Add to ${field.label}`}
            pick={(id) => open.entity.add(name, id)}
          />
        ) : (
          <ChipInput name={name} field={field} />
        ))}
    </div>
  );
}

/** What is typed here and not added yet survives a reload of this tab. */
function ChipInput({ name, field }: SetProps) {
  const { open } = useRecordPlace();
  const [text, keep] = useKeptText(`${entityKey(open.name)}/${name}`);
  const [problem, setProblem] = useState('');
  const add = (): void => {
    const parsed = parseScalar(field.element, text.trim());
    setProblem(parsed.ok ? '' : parsed.why);
    if (!parsed.ok || parsed.value === null) return;
    open.entity.add(name, parsed.value);
    keep('');
  };
  return (
    <TextInput
      className={classes.adder ?? ''}
      aria-label={`Add to ${field.label}`}
      placeholder="Add…"
      autoComplete="off"
      enterKeyHint="done"
      error={problem || undefined}
      value={text}
      onChange={(event) => {
        keep(event.target.value);
        setProblem('');
      }}
      onBlur={add}
      onKeyDown={(event) => {
        if (event.key === 'Enter') add();
      }}
    />
  );
}
