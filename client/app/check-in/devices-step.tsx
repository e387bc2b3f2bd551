/** What is handed in: one card a device. */
import { Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useDevice } from '../device.ts';
import { deviceTitle, emptyDevice, withDevice } from './check-in.ts';
import classes from './check-in.module.css';
import { DeviceForm } from './device-form.tsx';
import { errorOf, type StepProps } from './step-props.ts';

export function DevicesStep({ checkIn, change, addPhoto, problems }: StepProps) {
  const { replica } = useDevice();
  const { devices } = checkIn;
  const none = errorOf(problems, 'devices');
  return (
    <>
      {devices.map((device, at) => (
        <section
          key={device.id}
          className={classes.device}
          aria-label={`Device ${at + 1}`}
          data-testid="check-in-device"
        >
          <header className={classes.deviceHead}>
            <h2>{deviceTitle(device) === 'Device' ? `Device ${at + 1}` : deviceTitle(device)}</h2>
            {devices.length > 1 && (
              <Button
                variant="subtle"
                color="red"
                leftSection={<IconTrash size={17} aria-hidden="true" />}
                onClick={() =>
                  change((was) => ({ devices: was.devices.filter(({ id }) => id !== device.id) }))
                }
              >
                Remove
              </Button>
            )}
          </header>
          <DeviceForm
            device={device}
            change={(to) => change((was) => withDevice(was, device.id, to))}
            addPhoto={(photo) => addPhoto(device.id, photo)}
            error={(input) => errorOf(problems, `devices.${at}.${input}`)}
          />
        </section>
      ))}
      {none && <p className="told">{none}</p>}
      <Button
        variant="default"
        leftSection={<IconPlus size={17} aria-hidden="true" />}
        onClick={() =>
          change((was) => ({ devices: [...was.devices, emptyDevice(replica.freshName('device').id)] }))
        }
      >
        Another device
      </Button>
    </>
  );
}
