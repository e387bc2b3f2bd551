/** A ledger: with amounts a table and its sum, without any a conversation. Entries are only ever added. */
import { useId } from 'react';
import type { LedgerField as Declared } from '../../../shared/schema/field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { FieldFrame } from './field-frame.tsx';
import { LedgerForm } from './ledger-form.tsx';
import { LedgerTable } from './ledger-table.tsx';
import { Conversation } from './conversation.tsx';

interface LedgerProps {
  readonly name: string;
  readonly field: Declared;
}

export function LedgerField({ name, field }: LedgerProps) {
  const { open, may } = useRecordPlace();
  const label = useId();
  const entries = open.entity.ledger(name);
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      {field.amount ? (
        <LedgerTable field={field} entries={entries} labelledBy={label} />
      ) : (
        <Conversation field={field} entries={entries} labelledBy={label} />
      )}
      {may(field) && <LedgerForm name={name} field={field} action={field.amount ? 'Add' : 'Send'} />}
    </FieldFrame>
  );
}
