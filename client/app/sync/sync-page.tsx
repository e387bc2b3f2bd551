/** Everything about this device's sync: how it stands, what is to be sent, what came back, and when each kind was last in step. */
import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { managers } from '../../../shared/schema/roles.ts';
import { useDevice } from '../device.ts';
import { Notice, useNotice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { OutgoingFiles } from '../photos/outgoing-files.tsx';
import { useHere } from '../people/use-people.ts';
import { describeStatus } from '../status/describe-status.ts';
import { useRole } from '../use-role.ts';
import { useNow, useStatus } from '../status/use-status.ts';
import { ByKind } from './by-kind.tsx';
import { KeptPanel } from './kept-panel.tsx';
import { ShopDevices } from './devices/shop-devices.tsx';
import { Outgoing } from './outgoing.tsx';
import { ProgressView } from './progress-view.tsx';
import classes from './sync.module.css';
import { TakenBackPanel } from './taken-back.tsx';
import { UnsentFile } from './unsent-file.tsx';
import { useSyncNow } from './use-sync-now.ts';

export function SyncPage() {
  useHere(undefined, '');
  const { replica } = useDevice();
  const status = useStatus();
  const now = useNow();
  const { told, tell } = useNotice();
  const onDemand = useSyncNow();
  const role = useRole();
  const words = describeStatus(status, now, replica.now());
  return (
    <main className={classes.page}>
      <PageHead title="Sync">
        <output className="quiet">{onDemand.said}</output>
        <Button
          loading={onDemand.busy}
          leftSection={<IconRefresh size={18} aria-hidden="true" />}
          onClick={() => onDemand.sync()}
        >
          Sync now
        </Button>
      </PageHead>
      <section className={classes.state} data-tone={words.tone} aria-label="State">
        <strong>{words.short}</strong>
        <p>{words.long}</p>
        {status.state === 'syncing' && <ProgressView status={status} />}
        <p className="quiet small">
          {status.leader ? 'This tab does the syncing.' : 'Another tab of Solder does the syncing.'}
        </p>
      </section>
      <div className={classes.panels}>
        <div className={classes.column}>
          <Outgoing tell={tell} />
          <TakenBackPanel tell={tell} />
          <UnsentFile />
          <OutgoingFiles />
          <ByKind onDemand={onDemand} />
        </div>
        <KeptPanel />
      </div>
      {managers.includes(role) && <ShopDevices />}
      <Notice told={told} close={() => tell(undefined)} />
    </main>
  );
}
