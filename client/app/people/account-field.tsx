/** The account of an employee: the id with which they sign in, with the accounts that this device has seen as proposals. */
import { useId } from 'react';
import { FieldFrame } from '../fields/field-frame.tsx';
import { ReviewBox } from '../fields/review-box.tsx';
import { TypedInput } from '../fields/typed-input.tsx';
import { useRegister } from '../record/declared-field.ts';
import { useColleagues } from './use-colleagues.ts';

export function AccountField({ name }: { name: string }) {
  const field = useRegister(name);
  const id = useId();
  const known = useColleagues();
  return (
    <FieldFrame name={name} field={field} inputId={id}>
      <TypedInput id={id} name={name} field={field} list={`${id}-known`} />
      <datalist id={`${id}-known`}>
        {known.map(({ user, name: called }) => (
          <option key={user} value={user}>
            {called}
          </option>
        ))}
      </datalist>
      <ReviewBox name={name} field={field} />
    </FieldFrame>
  );
}
