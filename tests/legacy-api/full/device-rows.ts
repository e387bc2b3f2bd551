/** A device as it is sent: the row of a list (3.2a) and the whole (3.2b). */
import { deviceActors, deviceFlags, deviceTimes } from './columns.ts';
import { deviceName, noteCopies, staffOf } from './named.ts';
import type { Device } from './tables.ts';
import { lineOf } from './totals.ts';
import type { FullWorld } from './world.ts';

function subLocationOf(world: FullWorld, id: string | null) {
  const place = world.tables.subLocations.get(id);
  if (!place) return null;
  const { code, description, type, location_id } = place;
  return { id: place.id, code, description, type, location_id };
}

function typeOf(world: FullWorld, id: string | null) {
  const type = world.tables.deviceTypes.get(id);
  return type ? { id: type.id, name: type.name, slug: type.slug } : null;
}

/** The notes that are about this device; without ids. */
function notesOf(world: FullWorld, device: Device, ticketId: string | null) {
  return noteCopies(world, ticketId)
    .filter(({ device_id }) => device_id === device.id)
    .map(({ body, created_at, created_by, device_id }) => ({ body, created_at, created_by, device_id }));
}

export function deviceListRow(world: FullWorld, device: Device) {
  const order = world.tables.orders.get(device.order_id);
  const client = world.tables.clients.get(order?.client_id);
  return {
    id: device.id,
    order_id: device.order_id,
    ticket_id: order?.ticket_id ?? null,
    order_number: order?.order_number ?? null,
    client_first_name: client?.first_name ?? null,
    client_last_name: client?.last_name ?? null,
    display_name: deviceName(world, device),
    serial_number: device.serial_number,
    imei: device.imei,
    colour: device.colour,
    status: device.status,
    workflow_type: device.workflow_type,
    device_type: typeOf(world, device.device_type_id),
    assigned_engineer: staffOf(world, device.assigned_engineer_id),
    location_id: order?.location_id ?? null,
    sub_location_id: device.sub_location_id,
    sub_location: subLocationOf(world, device.sub_location_id),
    received_at: device.received_at,
    due_date: device.due_date,
    scheduled_start: device.scheduled_start,
    created_at: device.created_at,
    notes: notesOf(world, device, order?.ticket_id ?? null),
    source: device.order_id === null ? 'buyback' : 'order',
  };
}

const pickOf = (device: Device, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, (device as Record<string, unknown>)[key] ?? null]));

const texts = [
  'custom_brand',
  'custom_model',
  'serial_number',
  'imei',
  'colour',
  'storage_capacity',
  'passcode',
  'passcode_type',
  'find_my_status',
  'condition_grade',
  'customer_reported_issues',
  'technician_found_issues',
  'condition_notes',
  'diagnosis_notes',
  'repair_notes',
  'technician_notes',
  'diagnosis_conclusion',
  'visual_check',
  'electrical_check',
  'mechanical_check',
  'additional_issues_found',
] as const;

export function deviceDetail(world: FullWorld, device: Device) {
  const { tables } = world;
  const brand = tables.brands.get(device.brand_id);
  const model = tables.models.get(device.model_id);
  const order = tables.orders.get(device.order_id);
  const flags = deviceFlags.map((flag) => [flag, device[flag] === 1] as const);
  const rooms = tables.subLocations.find('location_id = ?', [order?.location_id ?? '']);
  const engineers = tables.users.find("role IN ('engineer', 'senior_engineer') AND is_active = 1");
  return {
    id: device.id,
    order_id: device.order_id,
    brand: brand ? { id: brand.id, name: brand.name, category: brand.category } : null,
    model: model ? { id: model.id, name: model.name } : null,
    display_name: deviceName(world, device),
    ...pickOf(device, texts),
    damage_matches_reported:
      device.damage_matches_reported === null ? null : device.damage_matches_reported === 1,
    ...Object.fromEntries(flags),
    ...pickOf(device, ['warranty_provider', 'warranty_expiry_date', 'insurance_reference']),
    status: device.status,
    priority: device.priority,
    due_date: device.due_date,
    workflow_type: device.workflow_type,
    assigned_engineer: staffOf(world, device.assigned_engineer_id),
    sub_location_id: device.sub_location_id,
    sub_location: subLocationOf(world, device.sub_location_id),
    device_type: typeOf(world, device.device_type_id),
    authorization: {
      status: device.authorization_status,
      method: device.authorization_method,
      authorized_at: device.authorized_at,
      authorized_by: device.authorized_by,
      authorized_by_name: world.nameOf(device.authorized_by),
      signature: null,
    },
    authorization_notes: device.authorization_notes,
    authorized_next_status: device.authorized_next_status,
    timestamps: pickOf(device, deviceTimes),
    action_by: pickOf(device, deviceActors),
    images: [],
    accessories: tables.accessories
      .find('device_id = ?', [device.id])
      .map(({ device_id: _device, ...rest }) => rest),
    parts_used: [],
    line_items: tables.items
      .find('order_id = ? AND device_id = ?', [device.order_id ?? '', device.id])
      .map((item) => ({
        id: item.id,
        description: item.description,
        quantity: item.quantity,
        unit_price: item.unit_price,
        vat_rate: item.vat_rate,
        line_total_inc_vat: lineOf(item).gross,
      })),
    device_notes: notesOf(world, device, order?.ticket_id ?? null),
    checklist: [],
    available_engineers: engineers.map(({ id }) => staffOf(world, id)),
    available_sub_locations: rooms.map(({ id, code }) => ({ id, name: code })),
    battery_health_percent: device.battery_health_percent,
    battery_cycle_count: device.battery_cycle_count,
    aftermarket_consent: device.aftermarket_consent,
    created_at: device.created_at,
    updated_at: device.updated_at,
  };
}
