/** An order's status: what its devices say, unless somebody set it by hand (rule SCHEMA-8). */
import { useId } from 'react';
import { FieldFrame } from '../fields/field-frame.tsx';
import { StatusPill } from '../parts/status-pill.tsx';
import { useRegister } from '../record/declared-field.ts';
import { useShownStatus } from '../record/shown-status.ts';
import classes from '../record/workflow.module.css';

export function OrderStatusField({ name }: { name: string }) {
  const field = useRegister(name);
  const label = useId();
  const status = useShownStatus();
  return (
    <FieldFrame name={name} field={field} labelId={label}>
      <span
        className={classes.here}
        data-input
        data-value={status ?? ''}
        aria-labelledby={label}
        role="group"
      >
        {status !== null && <StatusPill status={status} />}
      </span>
    </FieldFrame>
  );
}
