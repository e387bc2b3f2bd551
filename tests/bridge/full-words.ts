/** Short words for tests of the bridge and the full API. */
import { recordIdOf } from '../../server/bridge/legacy-ids.ts';
import { verify } from '../../server/bridge/verify.ts';
import type { Value } from '../../shared/schema/field.ts';
import type { FullScene } from './full-world.ts';
import { nameOf } from './world.ts';

export const ours = (kind: string, { id }: { readonly id: string }) => nameOf(kind, recordIdOf(id));
export const put = (
  { shop }: FullScene,
  name: ReturnType<typeof nameOf>,
  fields: Readonly<Record<string, Value>>,
): void =>
  shop.writeAs(name, 'ana', (entity) => {
    for (const [field, value] of Object.entries(fields)) entity.set(field, value);
  });
export const shown = ({ shop }: FullScene, name: ReturnType<typeof nameOf>, field: string): Value =>
  shop.read(name, (entity) => entity.get(field));
export const drift = async ({ bridge }: FullScene) => (await verify(bridge)).differences;

export function shopThere({ legacy }: FullScene) {
  const client = legacy.user.addClient({ name: 'Ada Byron', email: 'ada@example.org', phone: '0123' });
  const order = legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
  const device = legacy.user.addDevice(order.id, {
    custom_brand: 'Acme',
    serial_number: 'S1',
    diagnosis_notes: 'Does not start',
  });
  const ticket = { id: String(order.ticket_id) };
  legacy.user.hear(ticket.id, 'When is it ready?');
  return { client, order, device, ticket };
}
