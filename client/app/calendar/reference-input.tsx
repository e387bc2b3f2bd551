/** Another record, chosen by a few words, in a form that is not written yet. */
import { ActionIcon, Input } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useId } from 'react';
import type { Row } from '../../../shared/document/types.ts';
import { useDevice } from '../device.ts';
import { Picker } from '../fields/picker.tsx';
import { referredTitle } from './booking-text.ts';
import classes from './calendar.module.css';

interface ReferenceProps {
  readonly label: string;
  readonly kindName: string;
  readonly value: string | null;
  readonly note?: (row: Row) => string;
  readonly change: (id: string | null) => void;
}

export function ReferenceInput({ label, kindName, value, note, change }: ReferenceProps) {
  const { replica } = useDevice();
  const id = useId();
  return (
    <Input.Wrapper label={label} id={id}>
      {value === null ? (
        <Picker kindName={kindName} label={label} inputId={id} pick={change} {...(note && { note })} />
      ) : (
        <div className={classes.picked}>
          <span>{referredTitle(replica, kindName, value) ?? value}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Another ${label.toLowerCase()}`}
            onClick={() => change(null)}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </Input.Wrapper>
  );
}
