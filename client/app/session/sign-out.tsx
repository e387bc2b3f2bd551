/** Asks before somebody signs out of this device, and says what would go with it (rule OUT-2). */
import { Alert, Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useDevice } from '../device.ts';
import { useStatus } from '../status/use-status.ts';
import { saveUnsent } from '../sync/save-unsent.ts';
import { useSyncNow } from '../sync/use-sync-now.ts';
import { counted } from '../words.ts';

interface SignOutProps {
  readonly close: () => void;
  readonly signOut: () => void;
}

export function SignOut({ close, signOut }: SignOutProps) {
  const device = useDevice();
  const { replica, files } = device;
  const { pending } = useStatus();
  const { busy, sync } = useSyncNow();
  const [said, say] = useState('');
  const photos = files.queue().length;
  const unsent = [
    ...(pending.edits > 0 ? [counted(pending.edits, 'edit')] : []),
    ...(photos > 0 ? [counted(photos, 'photo')] : []),
  ].join(' and ');
  const save = (): void => {
    saveUnsent(device).then(
      () => say('Saved. Whoever wrote them takes the file in on the page of the sync, on any device.'),
      () => say('The file could not be written.'),
    );
  };
  return (
    <Modal opened onClose={close} title="Sign out of this device?">
      <Text>
        What this device holds of the shop as {replica.user.name} is removed from it. What is on the relay
        stays there.
      </Text>
      {unsent !== '' && (
        <Alert color="red" mt="md" role="alert" data-testid="sign-out-unsent">
          {unsent} {pending.edits + photos === 1 ? 'was' : 'were'} not sent, and would be lost.
        </Alert>
      )}
      {said !== '' && (
        <Text mt="sm" role="status">
          {said}
        </Text>
      )}
      <Group justify="flex-end" mt="lg">
        {unsent !== '' && (
          <>
            <Button variant="default" loading={busy} onClick={() => sync()}>
              Send now
            </Button>
            {pending.edits > 0 && (
              <Button variant="default" onClick={save}>
                Save to a file
              </Button>
            )}
          </>
        )}
        <Button variant="default" onClick={close} data-autofocus>
          Stay
        </Button>
        <Button color="red" onClick={signOut}>
          {unsent === '' ? 'Sign out' : 'Sign out and lose them'}
        </Button>
      </Group>
    </Modal>
  );
}
