/** A ticket whose unsent edits are taken back, and what is seen of it then. */
import { expect, vi } from 'vitest';
import type { OpenRecord, Replica } from '../types.ts';
import { type Device, named, opened } from './scene.ts';
import type { ScriptedRelay } from './scripted-relay.ts';
import { settled } from './settled.ts';

export const ticket = named('ticket', 't1');
export const key = 'ticket/t1';

export const saved = (replica: Replica): Promise<void> =>
  vi.waitFor(() => expect(replica.status().pending.unsaved).toBe(0));

export const notes = (record: OpenRecord): string => record.entity.text('notes').toJSON();
export const subject = (replica: Replica): unknown => replica.row(ticket)?.fields['subject'];
export const textAt = (relay: ScriptedRelay): string => relay.room(key).doc.getText('text:notes').toJSON();

/** A ticket that the relay has, on a device that is offline by now. */
export async function offlineWithTicket(relay: ScriptedRelay, device: Device) {
  const replica = await device.start();
  const record = await opened(replica, ticket);
  record.entity.set('subject', 'As it was');
  record.entity.text('notes').insert(0, 'Theirs. ');
  await vi.waitFor(() => expect(record.live).toBe(true));
  await settled(replica);
  relay.reachable = false;
  relay.cut();
  await vi.waitFor(() => expect(replica.status().state).toBe('offline'));
  return { device, replica, record };
}
