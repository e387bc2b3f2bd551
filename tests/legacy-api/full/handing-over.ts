/** Devices leave the shop: collected at the counter, or despatched (2.2, 2.3, 4.3). */
import { badRequest } from '../core/refusal.ts';
import { flagIn, requireText, textIn, type Call } from '../core/route.ts';
import { tellClient } from './conversation.ts';
import { moveDevice } from './move-device.ts';
import type { Device, Order } from './tables.ts';
import type { FullWorld } from './world.ts';

const ready: ReadonlySet<string | null> = new Set(['repaired_ready', 'rejection_ready']);

/** Those that the body names; all that are ready where it names none. @throws Refusal 400 when one is not ready. */
function leaving(world: FullWorld, order: Order, { body }: Call): Device[] {
  const all = world.tables.devices.find('order_id = ?', [order.id]);
  const asked = body['device_ids'];
  const named = Array.isArray(asked)
    ? all.filter(({ id }) => asked.includes(id))
    : all.filter(({ status }) => ready.has(status));
  if (named.length === 0) throw badRequest('No devices to hand over');
  for (const { status } of named)
    if (!ready.has(status)) throw badRequest('Device is not ready for collection');
  return named;
}

export function collect(world: FullWorld, order: Order, call: Call) {
  return leaving(world, order, call).map((device) => collectDevice(world, device, call));
}

export function collectDevice(world: FullWorld, device: Device, { body, caller }: Call) {
  const { tables, clock } = world;
  if (!ready.has(device.status)) throw badRequest('Device is not ready for collection');
  const data = textIn(body, 'signature_data') ?? null;
  const name = textIn(body, 'typed_name') ?? null;
  if (data === null && name === null) throw badRequest('Signature is required');
  const signature = tables.signatures.insert({
    id: world.id(),
    order_id: device.order_id,
    device_id: device.id,
    signature_type: 'collection',
    signature_data: data,
    typed_name: name,
    terms_agreed: flagIn(body, 'terms_agreed') ?? 0,
    captured_at: clock.byCode(),
  });
  moveDevice(world, device, { to: 'collected', by: caller?.userId ?? null });
  const order = tables.orders.get(device.order_id);
  const done = order?.status === 'collected_despatched';
  if (order && done) tables.orders.update(order.id, { collected_at: clock.byCode() });
  return {
    device_id: device.id,
    new_status: 'collected',
    signature_id: signature.id,
    order_completed: done,
    order_status: order?.status ?? null,
  };
}

export function despatch(world: FullWorld, order: Order, call: Call) {
  return leaving(world, order, call).map((device) => despatchDevice(world, device, call));
}

export function despatchDevice(world: FullWorld, device: Device, { body, caller }: Call) {
  const { tables, clock } = world;
  if (!ready.has(device.status)) throw badRequest('Device is not ready for despatch');
  const carrier = requireText(body, 'carrier');
  const tracking = textIn(body, 'tracking_number');
  const order = tables.orders.get(device.order_id);
  if (order)
    tables.orders.update(order.id, {
      carrier,
      ...(tracking !== undefined && { tracking_number: tracking }),
      despatched_at: clock.byCode(),
    });
  const before = tables.mails.count();
  moveDevice(world, device, { to: 'despatched', by: caller?.userId ?? null });
  const ticket = tables.tickets.get(order?.ticket_id);
  const told = world.choices.mailingStatuses.includes('despatched');
  if (ticket && !told && flagIn(body, 'send_notification') === 1)
    tellClient(world, ticket, 'Your device is on its way.', 'despatch');
  return {
    device_id: device.id,
    new_status: 'despatched',
    order_status: tables.orders.get(device.order_id)?.status ?? null,
    email_sent: tables.mails.count() > before,
  };
}
