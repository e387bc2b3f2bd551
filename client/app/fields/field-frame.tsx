/** What every field has: its label, who else is in it, and how it says that this person is in it. */
import type { FocusEvent, ReactNode } from 'react';
import type { Field } from '../../../shared/schema/field.ts';
import { Faces } from '../people/faces.tsx';
import { useRecordPlace } from '../record/record-context.ts';

interface FrameProps {
  readonly name: string;
  readonly field: Field;
  /** The input's id; absent for a group of inputs, which the label names by `labelId`. */
  readonly inputId?: string;
  readonly labelId?: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function FieldFrame({ name, field, inputId, labelId, wide = false, children }: FrameProps) {
  const { may, inField, enter, leave } = useRecordPlace();
  const readOnly = !may(field);
  return (
    <div
      className={wide ? 'field wide' : 'field'}
      data-field={name}
      data-policy={field.policy}
      data-readonly={readOnly}
      onFocus={() => enter(name)}
      onBlur={(event: FocusEvent<HTMLDivElement>) => {
        if (!event.currentTarget.contains(event.relatedTarget)) leave(name);
      }}
    >
      <div className="label">
        {inputId ? <label htmlFor={inputId}>{field.label}</label> : <span id={labelId}>{field.label}</span>}
        {readOnly && (
          <span className="quiet small" title="Your role may not write this field">
            read only
          </span>
        )}
        <Faces people={inField(name)} label={`In ${field.label}`} />
      </div>
      {children}
    </div>
  );
}
