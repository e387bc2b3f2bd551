/** What many payloads have in them: people and places by name, a device's name, and copies of notes. */
import type { Device } from './tables.ts';
import { nameOfUser, type FullWorld } from './world.ts';

/** Derived from the catalogue's names or the shop's own. */
export function deviceName(world: FullWorld, device: Device): string {
  const brand = world.tables.brands.get(device.brand_id)?.name ?? device.custom_brand;
  const model = world.tables.models.get(device.model_id)?.name ?? device.custom_model;
  return [brand, model].filter(Boolean).join(' ') || 'Unknown device';
}

/** The internal notes of a ticket, newest first: copies without ids, as lists carry them. */
export function noteCopies(world: FullWorld, ticketId: string | null) {
  const notes = world.tables.messages.find(
    "ticket_id = ? AND type = 'note' ORDER BY created_at DESC, rowid DESC",
    [ticketId ?? ''],
  );
  return notes.map((note) => ({
    body: note.body_text ?? '',
    created_at: note.created_at,
    created_by: world.nameOf(note.created_by),
    device_id: note.device_id,
    device_name: deviceNamed(world, note.device_id),
  }));
}

export function deviceNamed(world: FullWorld, id: string | null): string | null {
  const device = world.tables.devices.get(id);
  return device ? deviceName(world, device) : null;
}

export const idAndName = (row: { id: string; name: string | null } | undefined) =>
  row ? { id: row.id, name: row.name } : null;

export const staffOf = (world: FullWorld, id: string | null) => {
  const user = world.tables.users.get(id);
  return user ? { id: user.id, name: nameOfUser(user) } : null;
};

export function writerOf(world: FullWorld, id: string | null) {
  const user = world.tables.users.get(id);
  return user ? { id: user.id, first_name: user.first_name, last_name: user.last_name } : null;
}
