/** Asks before unsent edits of a record are taken back, and says what goes (rule QUEUE-9). */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import type { QueuedRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import type { Told } from '../parts/notice.tsx';
import { counted } from '../words.ts';
import { describeTakenBack } from './describe-taken-back.ts';

interface TakeBackProps {
  readonly queued: QueuedRecord;
  /** What the record is called. */
  readonly title: string;
  readonly tell: (told: Told) => void;
  readonly close: () => void;
}

export function TakeBack({ queued, title, tell, close }: TakeBackProps) {
  const { replica } = useDevice();
  const [busy, setBusy] = useState(false);
  const edits = counted(queued.edits, 'unsent edit');
  const take = async (): Promise<void> => {
    setBusy(true);
    try {
      tell({ text: describeTakenBack(await replica.cancel(queued.name), title) });
    } catch {
      tell({ text: 'This device could not store that: nothing was taken back.' });
    }
    close();
  };
  return (
    <Modal opened onClose={close} title={`Take back what is unsent of ${title}?`}>
      <Text>
        {edits} {queued.edits === 1 ? 'goes' : 'go'} from this device, in every tab, and{' '}
        {queued.edits === 1 ? 'is' : 'are'} not sent: the record is again what it is without{' '}
        {queued.edits === 1 ? 'it' : 'them'}. What the relay has already stays.
      </Text>
      <Text mt="sm">You can bring back what you take back, for a month.</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          Leave {queued.edits === 1 ? 'it' : 'them'}
        </Button>
        <Button data-autofocus loading={busy} onClick={() => void take()}>
          Take back
        </Button>
      </Group>
    </Modal>
  );
}
