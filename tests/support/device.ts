/** A device of the shop in Node: a real replica with an IndexedDB stand-in of its own, talking to a real relay. */
import 'fake-indexeddb/auto';
import { createReplica } from '../../client/replica/replica.ts';
import type { SocketClass } from '../../client/replica/options.ts';
import type { Replica } from '../../client/replica/types.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';

let made = 0;

export interface DeviceOptions {
  /** As the relay prints it. */
  readonly http: string;
  readonly shop: string;
  readonly user: string;
  readonly token: string;
  /** The same name twice is the same device, started again. */
  readonly device?: string;
  /** Whether open records are journaled; the stand-in pays dearly for y-indexeddb's transaction per update. */
  readonly journal?: boolean;
  /** Its way to the relay, for a test that cuts it. */
  readonly WebSocket?: SocketClass;
}

export function startDevice({
  http,
  shop,
  user,
  token,
  device,
  journal,
  WebSocket: Socket = WebSocket,
}: DeviceOptions): Promise<Replica> {
  return createReplica({
    url: `${http.replace('http', 'ws')}/sync`,
    getToken: () => Promise.resolve(token),
    shop,
    user: { id: user },
    time: systemTime,
    random: systemRandom,
    WebSocket: Socket,
    indexedDB,
    IDBKeyRange,
    journal: journal ?? true,
    device: device ?? `device-${made++}`,
  });
}

/** Resolves once `condition` holds; looks again whenever `subscribe` calls back. */
export function when(
  subscribe: (changed: () => void) => () => void,
  condition: () => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!condition()) return;
      stop();
      resolve();
    };
    const stop = subscribe(check);
    check();
  });
}
