/** Undo and redo as buttons, for hands without a keyboard. */
import { ActionIcon } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useRecordPlace } from './record-context.ts';

export function UndoButtons() {
  const { open, undo, redo, locked } = useRecordPlace();
  const { canUndo, canRedo } = open.history;
  if (locked) return null;
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Undo"
        title="Undo (Ctrl+Z)"
        disabled={!canUndo}
        onClick={undo}
      >
        <IconArrowBackUp size={20} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Redo"
        title="Redo (Ctrl+Shift+Z)"
        disabled={!canRedo}
        onClick={redo}
      >
        <IconArrowForwardUp size={20} aria-hidden="true" />
      </ActionIcon>
    </>
  );
}
