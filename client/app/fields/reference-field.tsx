/** A register that names another record: a link to it, and a way to choose another. */
import { useState } from 'react';
import { useRecordPlace } from '../record/record-context.ts';
import { Picker } from './picker.tsx';
import { RecordLink } from './record-link.tsx';
import type { ScalarProps } from './scalar-field.tsx';

export function ReferenceField({
  id,
  name,
  field,
  kindName,
}: ScalarProps & { id: string; kindName: string }) {
  const { open, may } = useRecordPlace();
  const [choosing, setChoosing] = useState(false);
  const value = open.entity.get(name);
  const allowed = may(field);
  return (
    <div className="reference">
      {typeof value === 'string' && value !== '' && <RecordLink kindName={kindName} id={value} />}
      {allowed && (value === null || choosing) && (
        <Picker
          kindName={kindName}
          label={field.label}
          inputId={id}
          pick={(picked) => {
            open.entity.set(name, picked);
            setChoosing(false);
          }}
        />
      )}
      {allowed && value !== null && (
        <span className="row">
          <button
            type="button"
            id={choosing ? undefined : id}
            className="link"
            onClick={() => setChoosing(!choosing)}
          >
            {choosing ? 'Leave it' : 'Change'}
          </button>
          <button type="button" className="link" onClick={() => open.entity.set(name, null)}>
            Clear
          </button>
        </span>
      )}
      {!allowed && value === null && <span className="quiet">–</span>}
    </div>
  );
}
