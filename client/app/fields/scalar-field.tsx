/** One register: the input that its type asks for, and the values that wait for a decision (rules APP-4, APP-5, APP-8). */
import { Checkbox } from '@mantine/core';
import { useId } from 'react';
import type { RegisterField } from '../../../shared/schema/field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { writeMove } from '../record/write-move.ts';
import { inWords } from '../words.ts';
import { Choice } from './choice.tsx';
import { FieldFrame } from './field-frame.tsx';
import { isLong } from './is-long.ts';
import { PersonChoice } from './person-choice.tsx';
import { ReferenceField } from './reference-field.tsx';
import { ReviewBox } from './review-box.tsx';
import { TypedInput } from './typed-input.tsx';

export interface ScalarProps {
  readonly name: string;
  readonly field: RegisterField;
}

export function ScalarField(props: ScalarProps) {
  const id = useId();
  const { field, name } = props;
  return (
    <FieldFrame name={name} field={field} inputId={id} wide={isLong(field.scalar)}>
      <ScalarInput {...props} id={id} />
      <ReviewBox name={name} field={field} />
    </FieldFrame>
  );
}

function ScalarInput({ id, name, field }: ScalarProps & { id: string }) {
  const { open, may } = useRecordPlace();
  const { scalar } = field;
  const value = open.entity.get(name);
  const chosen = value === null ? '' : String(value);
  const choose = (text: string): void => writeMove(open.entity, name, text === '' ? null : text);
  if (scalar.type === 'boolean') {
    return (
      <Checkbox
        id={id}
        data-input
        size="md"
        checked={value === true}
        disabled={!may(field)}
        onChange={(event) => open.entity.set(name, event.target.checked)}
      />
    );
  }
  if (scalar.type === 'enum') {
    // Where the field has a workflow, only what may follow is offered (rule FLOW-1).
    const legal = open.entity.choices(name) ?? [null, ...scalar.values];
    const words = legal.filter((each) => typeof each === 'string');
    const choices = words.map((each) => ({ value: each, label: inWords(each) }));
    return (
      <Choice
        id={id}
        value={chosen}
        choices={choices}
        empty={legal.includes(null)}
        disabled={!may(field)}
        inWords={inWords}
        choose={choose}
      />
    );
  }
  if (scalar.type === 'reference')
    return <ReferenceField id={id} name={name} field={field} kindName={scalar.kind} />;
  if (scalar.type === 'string' && scalar.person)
    return <PersonChoice id={id} value={chosen} disabled={!may(field)} choose={choose} />;
  return <TypedInput id={id} name={name} field={field} />;
}
