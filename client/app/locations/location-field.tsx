/** A field that says where a record is: one of the shop's locations, where it has any, else free words. */
import { useId } from 'react';
import { Choice } from '../fields/choice.tsx';
import { FieldFrame } from '../fields/field-frame.tsx';
import { ReviewBox } from '../fields/review-box.tsx';
import { ScalarField } from '../fields/scalar-field.tsx';
import { useRegister } from '../record/declared-field.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { locationName, useLocations } from './use-locations.ts';

export function LocationField({ name }: { name: string }) {
  const field = useRegister(name);
  const id = useId();
  const { open, may } = useRecordPlace();
  const locations = useLocations();
  if (locations.all.length === 0) return <ScalarField name={name} field={field} />;
  const value = open.entity.get(name);
  return (
    <FieldFrame name={name} field={field} inputId={id}>
      <Choice
        id={id}
        value={typeof value === 'string' ? value : ''}
        choices={locations.all.map((each) => ({ value: each.id, label: each.name }))}
        empty
        disabled={!may(field)}
        inWords={(word) => locationName(locations, word)}
        choose={(chosen) => open.entity.set(name, chosen === '' ? null : chosen)}
      />
      <ReviewBox name={name} field={field} />
    </FieldFrame>
  );
}
