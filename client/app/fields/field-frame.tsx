/** What every field has: its label, who else is in it, and how it says that this person is in it. */
import { IconLock } from '@tabler/icons-react';
import type { FocusEvent, ReactNode } from 'react';
import type { Field } from '../../../shared/schema/field.ts';
import { Faces } from '../people/faces.tsx';
import { useRecordPlace } from '../record/record-context.ts';
import classes from './fields.module.css';
import { sizeOf } from './size-of.ts';

interface FrameProps {
  readonly name: string;
  readonly field: Field;
  /** The input's id; absent for a group of inputs, which the label names by `labelId`. */
  readonly inputId?: string | undefined;
  readonly labelId?: string | undefined;
  readonly wide?: boolean;
  /** What it is called here, where that is not what the schema calls it. */
  readonly label?: string | undefined;
  readonly children: ReactNode;
}

export function FieldFrame({ name, field, inputId, labelId, wide = false, label, children }: FrameProps) {
  const { may, locked, inField, enter, leave } = useRecordPlace();
  const readOnly = !may(field);
  const called = label ?? field.label;
  return (
    <div
      className={`${classes.field} ${wide ? classes.wide : ''} ${readOnly ? classes.fixed : ''}`}
      data-field={name}
      data-policy={field.policy}
      data-size={sizeOf(field)}
      data-readonly={readOnly}
      onFocus={() => enter(name)}
      onBlur={(event: FocusEvent<HTMLDivElement>) => {
        if (!event.currentTarget.contains(event.relatedTarget)) leave(name);
      }}
    >
      <div className={classes.label} data-label>
        {inputId ? <label htmlFor={inputId}>{called}</label> : <span id={labelId}>{called}</span>}
        {/* Where nothing can be written, the record says so once. */}
        {readOnly && !locked && field.write.length > 0 && (
          <span
            className={classes.lock}
            role="img"
            aria-label="Read only"
            title="Your role may not write this field"
          >
            <IconLock size={14} stroke={1.8} aria-hidden="true" />
          </span>
        )}
        <Faces people={inField(name)} label={`In ${called}`} />
      </div>
      {children}
    </div>
  );
}
