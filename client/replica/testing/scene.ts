/** Replicas for tests: each a device of its own, on real time, over whatever relay the test has. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { systemRandom } from '../../../shared/lib/random.ts';
import { systemTime } from '../../../shared/lib/time.ts';
import type { EntityId, EntityName, KindName } from '../../../shared/lib/ids.ts';
import type { ReplicaOptions } from '../options.ts';
import { createReplica } from '../replica.ts';
import type { OpenRecord, Replica } from '../types.ts';

export interface Device {
  readonly indexedDB: IDBFactory;
  /** Starts a replica on this device; several at once are tabs. */
  start(more?: Partial<ReplicaOptions>): Promise<Replica>;
}

/** Makes the replicas of a device tabs of one browser: they share locks and a channel. `device` sets it apart from others. */
export const sharedByTabs = (device: string) =>
  ({ device, locks: navigator.locks, BroadcastChannel }) satisfies Partial<ReplicaOptions>;

/** Tabs with the process's own IndexedDB, which journals need: y-indexeddb takes no other. */
export const sharedByJournaledTabs = (device: string) =>
  ({
    ...sharedByTabs(device),
    journal: true,
    indexedDB: globalThis.indexedDB,
    IDBKeyRange: globalThis.IDBKeyRange,
  }) satisfies Partial<ReplicaOptions>;

/** Ends what a test has started. */
export class Scene {
  readonly #replicas: Replica[] = [];

  device(relay: Pick<ReplicaOptions, 'WebSocket'>, fixed: Partial<ReplicaOptions> = {}): Device {
    const indexedDB = new IDBFactory();
    return {
      indexedDB,
      start: async (more = {}) => {
        const replica = await createReplica({
          url: 'ws://relay.test/sync',
          getToken: () => Promise.resolve('token'),
          shop: 'demo',
          user: { id: 'ana', name: 'Ana', role: 'manager' },
          time: systemTime,
          random: systemRandom,
          indexedDB: indexedDB,
          IDBKeyRange: IDBKeyRange,
          journal: false,
          WebSocket: relay.WebSocket,
          ...fixed,
          ...more,
        });
        this.#replicas.push(replica);
        return replica;
      },
    };
  }

  async end(): Promise<void> {
    await Promise.all(this.#replicas.map((replica) => replica.stop()));
    this.#replicas.length = 0;
  }
}

export const named = (kind: string, id: string): EntityName => ({
  kind: kind as KindName,
  id: id as EntityId,
});

/** Opens a record and waits until what the device holds of it is there. */
export async function opened(replica: Replica, name: EntityName): Promise<OpenRecord> {
  const record = replica.open(name);
  await record.loaded;
  return record;
}
