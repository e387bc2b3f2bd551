/** Asks once before a device is signed out for good: what is unsent on it goes with it. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { DeviceTold } from '../../../../shared/protocol/device-told.ts';
import { NoAnswer } from '../../../replica/relay-api.ts';
import { useDevice } from '../../device.ts';

interface RetireDialogProps {
  /** Open while it is there. */
  readonly device: DeviceTold | undefined;
  readonly close: (done: boolean) => void;
}

export function RetireDialog({ device, close }: RetireDialogProps) {
  const { relay } = useDevice();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const retire = async ({ user, id }: DeviceTold): Promise<void> => {
    setBusy(true);
    setTrouble('');
    try {
      await relay.post('devices/retire', { user, id });
      close(true);
    } catch (error) {
      const why = error instanceof NoAnswer ? error.trouble : 'failed';
      setTrouble(
        why === 'forbidden'
          ? 'Only an owner signs out a device of an owner.'
          : why === 'not-found'
            ? 'It is listed no longer.'
            : 'The relay did not do it. Try again when it can be reached.',
      );
    }
    setBusy(false);
  };
  return (
    <Modal opened={device !== undefined} onClose={() => close(false)} title="Sign a device out for good">
      {device && (
        <Stack gap="md">
          <Text>
            {device.name} signs in anew there, and it is listed no longer. What is unsent on it stays on it
            {device.edits > 0 ? `: ${device.edits} edits, as it told last, which nobody else has.` : '.'}
          </Text>
          {trouble !== '' && (
            <Text role="alert" c="red">
              {trouble}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => close(false)}>
              Leave it
            </Button>
            <Button color="red" loading={busy} onClick={() => void retire(device)}>
              Sign it out
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
