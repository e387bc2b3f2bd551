/** One field of a record as it was, beside what it is now where that is something else. */
import { Button } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import type { PastValue } from '../../../shared/document/history/record-at.ts';
import type { LedgerEntry } from '../../../shared/document/types.ts';
import type { Field, Kind, Value } from '../../../shared/schema/field.ts';
import { LedgerTable } from '../fields/ledger-table.tsx';
import { useShownValue } from '../fields/use-shown-value.ts';
import { counted } from '../words.ts';
import type { Compared } from './past-fields.ts';
import classes from './past.module.css';

interface PastFieldProps {
  readonly kind: Kind;
  readonly compared: Compared;
  /** Absent where there is nothing to bring back, or not for this person. */
  readonly bring?: () => void;
}

export function PastField({ compared, bring }: PastFieldProps) {
  const { name, field, was, is, differs, isUnknown } = compared;
  const labelId = useId();
  const isWide = field.policy === 'text' || field.policy === 'ledger';
  return (
    <div className={classes.field} data-past={name} data-differs={differs} data-wide={isWide}>
      <dt id={labelId}>{field.label}</dt>
      <dd>
        {isUnknown ? (
          <span className="quiet">not known any more</span>
        ) : (
          <Shown field={field} value={was} labelId={labelId} />
        )}
      </dd>
      {differs && (
        <dd className={classes.now}>
          <Now field={field} is={is} />
          {bring && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Bring back: ${field.label}`}
              onClick={bring}
            >
              Bring back
            </Button>
          )}
        </dd>
      )}
    </div>
  );
}

function Shown({ field, value, labelId }: { field: Field; value: PastValue; labelId: string }): ReactNode {
  const shown = useShownValue();
  const text = shortOf(field, value, shown);
  if (field.policy === 'ledger' && isLedger(value)) {
    return (
      <LedgerTable field={field} entries={value} labelledBy={labelId} total={field.amount !== undefined} />
    );
  }
  if (field.policy === 'text' && text !== '') {
    return (
      <div className={classes.text} role="group" aria-labelledby={labelId} tabIndex={0}>
        {text}
      </div>
    );
  }
  return text || <span className="quiet">nothing</span>;
}

function Now({ field, is }: { field: Field; is: PastValue }) {
  const shown = useShownValue();
  if (field.policy === 'text') return <span className="quiet small">It is something else now.</span>;
  if (field.policy === 'ledger') {
    const count = Array.isArray(is) ? is.length : 0;
    return (
      <span className="quiet small">
        Now {counted(count, 'entry', 'entries')}; what is written there stays.
      </span>
    );
  }
  return <span className="quiet small">Now: {shortOf(field, is, shown) || 'nothing'}</span>;
}

const isLedger = (value: PastValue): value is readonly LedgerEntry[] => Array.isArray(value);

function shortOf(field: Field, value: PastValue, shown: ReturnType<typeof useShownValue>): string {
  if (field.policy === 'set' && Array.isArray(value)) {
    if (field.find === 'never') return value.length > 0 ? counted(value.length, 'photo') : '';
    return (value as readonly Value[]).map((each) => shown(field.element, each)).join(', ');
  }
  if ('scalar' in field && !Array.isArray(value)) {
    if (value === null) return '';
    return field.find === 'never' ? field.label : shown(field.scalar, value as Value);
  }
  return typeof value === 'string' ? value : '';
}
