/** The devices of the shop, for those who manage it: how each stands, what it counted, and what to do where work may be lost. */
import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { DeviceTold, DevicesTold } from '../../../../shared/protocol/device-told.ts';
import { NoAnswer } from '../../../replica/relay-api.ts';
import { useDevice } from '../../device.ts';
import { counted } from '../../words.ts';
import { byNeed, describeDevice, metricsOf } from './describe-device.ts';
import { DeviceCard } from './device-card.tsx';
import classes from './devices.module.css';
import { MetricsList } from './metrics-list.tsx';
import { readDevices } from './read-devices.ts';
import { RetireDialog } from './retire-dialog.tsx';

const every = 30_000;

export function ShopDevices() {
  const { relay, time } = useDevice();
  const [told, setTold] = useState<DevicesTold>();
  const [trouble, setTrouble] = useState('');
  const [retiring, setRetiring] = useState<DeviceTold>();
  const look = useCallback(async (): Promise<void> => {
    try {
      setTold(readDevices(await relay.get('devices')));
      setTrouble('');
    } catch (error) {
      setTrouble(wordsOf(error));
    }
  }, [relay]);
  useEffect(() => {
    let cancel: (() => void) | undefined;
    let ended = false;
    const round = async (): Promise<void> => {
      await look();
      if (!ended) cancel = time.after(every, () => void round());
    };
    void round();
    return () => {
      ended = true;
      cancel?.();
    };
  }, [look, time]);
  const worrying =
    told?.devices.filter((device) => describeDevice(device, told.now).advice !== undefined) ?? [];
  return (
    <section className={classes.devices} aria-labelledby="shop-devices" data-testid="shop-devices">
      <div className={classes.head}>
        <div>
          <h2 id="shop-devices">Devices of the shop</h2>
          <p className="quiet small">As they told last. Owners and managers see this.</p>
        </div>
        <Button
          variant="default"
          leftSection={<IconRefresh size={18} aria-hidden="true" />}
          onClick={() => void look()}
        >
          Look again
        </Button>
      </div>
      {trouble !== '' && (
        <p role="alert" className={classes.trouble}>
          {trouble}
          {told && ' What is shown is what was told before.'}
        </p>
      )}
      {told && told.devices.length === 0 && <p className="quiet">No device has told of itself yet.</p>}
      {told && told.devices.length > 0 && (
        <>
          {worrying.length > 0 && (
            <p className={classes.worry} role="status">
              {counted(worrying.length, 'device needs', 'devices need')} somebody to look at it.
            </p>
          )}
          <MetricsList says="All devices together" metrics={metricsOf(told.devices)} now={told.now} />
          <ul className={classes.list}>
            {byNeed(told.devices, told.now).map((device) => (
              <li key={`${device.user}/${device.id}`}>
                <DeviceCard device={device} now={told.now} retire={() => setRetiring(device)} />
              </li>
            ))}
          </ul>
        </>
      )}
      <RetireDialog
        device={retiring}
        close={(done) => {
          setRetiring(undefined);
          if (done) void look();
        }}
      />
    </section>
  );
}

function wordsOf(error: unknown): string {
  const trouble = error instanceof NoAnswer ? error.trouble : 'failed';
  if (trouble === 'offline') return 'The relay cannot be reached, and it alone knows of other devices.';
  if (trouble === 'forbidden') return 'Only owners and managers may see the devices of the shop.';
  return 'The relay could not tell of the devices just now.';
}
