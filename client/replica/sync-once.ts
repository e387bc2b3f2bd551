/**
 * One round with nobody looking (row S8): what is unsent goes up, what is new comes down, and everything is let go of again.
 * Where a page leads there is nothing to do: it does all that itself.
 */
import type { ReplicaOptions } from './options.ts';
import { vaultName } from './open-vault.ts';
import { createReplica } from './replica.ts';
import type { Replica } from './types.ts';

export type OnceEnd =
  /** Everything is on the relay's disk, and everything of the relay's is here. */
  | 'done'
  /** A page leads. */
  | 'led'
  /** This device's database does not open for this version of the worker: nothing was touched. */
  | 'no-vault'
  /** No connection, or an edit that the relay does not take: what is unsent is kept. */
  | 'failed';

/** So long a connection may take, over a token that is refused and renewed; in milliseconds. */
const patience = 20_000;

export async function syncOnce(options: ReplicaOptions): Promise<OnceEnd> {
  const { locks } = options;
  const leader = `${vaultName(options)}/leader`;
  const isLed = await locks?.request(leader, { ifAvailable: true }, (lock) => Promise.resolve(lock === null));
  if (isLed === true) return 'led';
  const replica = await createReplica(options);
  try {
    const { leader: leads, storage } = replica.status();
    if (storage?.kind === 'unavailable') return 'no-vault';
    if (!leads) return 'led';
    // Not by asking for one: the wire comes back by itself, with another token where one was refused.
    if (!(await comesOnline(replica, options.time))) return 'failed';
    await replica.syncNow();
    return 'done';
  } catch {
    return 'failed';
  } finally {
    await replica.stop();
  }
}

function comesOnline(replica: Replica, time: ReplicaOptions['time']): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (isOnline: boolean): void => {
      leave();
      cancel();
      resolve(isOnline);
    };
    const look = (): void => {
      const { state } = replica.status();
      if (state === 'syncing' || state === 'completed' || state === 'idle') finish(true);
      else if (state === 'error') finish(false);
    };
    const leave = replica.subscribeStatus(look);
    const cancel = time.after(patience, () => finish(false));
    look();
  });
}
