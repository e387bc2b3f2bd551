/** Asks before a device is taken over that somebody else is on (rule BOARD-1). */
import { Button, Group, Modal, Text } from '@mantine/core';
import type { BenchDevice } from './bench-device.ts';
import { useBoard } from './board-context.ts';
import { deviceTitle } from './card-body.tsx';
import { claimOf, timeLeft } from './claim.ts';

interface TakeOverProps {
  readonly device: BenchDevice | undefined;
  readonly close: () => void;
  readonly take: (device: BenchDevice) => void;
}

export function TakeOver({ device, close, take }: TakeOverProps) {
  const { now, nameOf } = useBoard();
  const claim = claimOf(device?.row, now);
  const name = claim ? nameOf(claim.user) : 'Nobody';
  return (
    <Modal opened={device !== undefined} onClose={close} title={`Take over from ${name}?`}>
      <Text>
        {claim
          ? `${name} said that they are on this ${device ? deviceTitle(device) : 'device'}, for another ${timeLeft(claim, now)}.`
          : 'Nobody is on it any more.'}
      </Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          Leave it
        </Button>
        <Button
          data-autofocus
          onClick={() => {
            if (device) take(device);
            close();
          }}
        >
          Take over
        </Button>
      </Group>
    </Modal>
  );
}
