/** A register that names another record: a link to it, and a way to choose another. */
import { ActionIcon, Button } from '@mantine/core';
import { IconPencil, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useRecordPlace } from '../record/record-context.ts';
import classes from './fields.module.css';
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
  const there = typeof value === 'string' && value !== '';
  const allowed = may(field);
  return (
    <div className={classes.row}>
      {there && <RecordLink kindName={kindName} id={value} />}
      {allowed && (!there || choosing) && (
        <Picker
          kindName={kindName}
          label={field.label}
          inputId={id}
          focused={choosing}
          pick={(picked) => {
            open.entity.set(name, picked);
            setChoosing(false);
          }}
        />
      )}
      {allowed && there && choosing && (
        <Button variant="subtle" size="compact-sm" onClick={() => setChoosing(false)}>
          Leave it
        </Button>
      )}
      {allowed && there && !choosing && (
        <span className={classes.tools}>
          <ActionIcon
            id={id}
            variant="subtle"
            color="gray"
            aria-label={`Change ${field.label.toLowerCase()}`}
            onClick={() => setChoosing(true)}
          >
            <IconPencil size={17} aria-hidden="true" />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Clear ${field.label.toLowerCase()}`}
            onClick={() => open.entity.set(name, null)}
          >
            <IconX size={17} aria-hidden="true" />
          </ActionIcon>
        </span>
      )}
      {!allowed && !there && <span className="quiet">–</span>}
    </div>
  );
}
