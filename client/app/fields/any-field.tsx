/** A field of the record that is open: the component made for it, else what its policy asks for. */
import { specialFields } from '../record/special-fields.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { LedgerField } from './ledger-field.tsx';
import { ScalarField } from './scalar-field.tsx';
import { SetField } from './set-field.tsx';
import { TextField } from './text-field.tsx';

export function AnyField({ name }: { name: string }) {
  const { kind } = useRecordPlace().open.entity;
  const field = kind.fields.get(name);
  if (!field) return null;
  const Special = specialFields[`${kind.name}.${name}`];
  if (Special) return <Special name={name} />;
  switch (field.policy) {
    case 'text':
      return <TextField name={name} field={field} />;
    case 'set':
      return <SetField name={name} field={field} />;
    case 'ledger':
      return <LedgerField name={name} field={field} />;
    default:
      return <ScalarField name={name} field={field} />;
  }
}
