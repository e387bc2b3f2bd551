/** The full emulator with one order of one device, for its own tests. */
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { caller, type Caller } from '../call.ts';
import type { StartOptions } from '../core/emulator.ts';
import { startFull, type FullEmulator } from './start.ts';
import type { Client, Device, Order } from './tables.ts';

export interface FullScene {
  readonly legacy: FullEmulator;
  readonly time: ManualTime;
  /** Signed in as the bridge. */
  readonly api: Caller;
  readonly client: Client;
  readonly order: Order;
  readonly device: Device;
  /** Somebody else's calls, by the id of a user. */
  readonly as: (userId: string) => Caller;
}

export async function fullScene(options: Partial<StartOptions> = {}): Promise<FullScene> {
  const time = new ManualTime(Date.UTC(2026, 10, 29, 9));
  const legacy = await startFull({ time, ...options });
  const as = (userId: string): Caller => {
    const { token } = legacy.signIn(userId);
    return caller(legacy.url, () => token);
  };
  const client = legacy.user.addClient({
    first_name: 'Amira',
    last_name: 'Chen',
    email: 'amira@example.org',
  });
  const order = legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
  const device = legacy.user.addDevice(order.id, { custom_brand: 'Sage', custom_model: 'Barista' });
  return { legacy, time, api: as('user-bridge'), client, order, device, as };
}

/** What is under `data`. */
export const dataOf = (answered: { readonly body: unknown }): Record<string, unknown> =>
  (answered.body as { data: Record<string, unknown> }).data;
