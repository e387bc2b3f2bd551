/** When each kind of record was last in step, and syncing one kind alone (rows S2 and S5). */
import { Button } from '@mantine/core';
import { useDevice } from '../device.ts';
import { kindsFor } from '../kinds-for.ts';
import { useStatus } from '../status/use-status.ts';
import { ago } from '../when.ts';
import type { SyncOnDemand } from './use-sync-now.ts';
import classes from './sync.module.css';

export function ByKind({ onDemand }: { onDemand: SyncOnDemand }) {
  const { replica } = useDevice();
  const { lastSyncByKind } = useStatus();
  return (
    <section className={classes.panel} aria-labelledby="by-kind">
      <h2 id="by-kind">Last in step</h2>
      <ul className={classes.kinds}>
        {kindsFor(replica.user.role).map(({ name, plural }) => {
          const at = lastSyncByKind.get(name);
          return (
            <li key={name}>
              <span className="grow">{plural}</span>
              <span className="quiet">{at === undefined ? 'never' : ago(at, replica.now())}</span>
              <Button
                size="compact-sm"
                variant="subtle"
                disabled={onDemand.busy}
                aria-label={`Sync ${plural.toLowerCase()}`}
                onClick={() => onDemand.sync(name)}
              >
                Sync
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
