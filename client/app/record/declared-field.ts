/** The declaration of a field of the record that is open, for components that are made for one field. */
import { assert } from '../../../shared/lib/assert.ts';
import type { LedgerField, RegisterField } from '../../../shared/schema/field.ts';
import { useRecordPlace } from './record-context.ts';

export function useRegister(name: string): RegisterField {
  const field = useRecordPlace().open.entity.kind.fields.get(name);
  assert(field !== undefined && 'scalar' in field, `${name} is a register`);
  return field;
}

export function useLedger(name: string): LedgerField {
  const field = useRecordPlace().open.entity.kind.fields.get(name);
  assert(field?.policy === 'ledger', `${name} is a ledger`);
  return field;
}
