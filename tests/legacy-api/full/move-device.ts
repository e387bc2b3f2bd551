/** A device's status by whatever route, and what the server does with it (4.1, 4.3). */
import { badRequest } from '../core/refusal.ts';
import { addNote, tellClient } from './conversation.ts';
import { deviceStatuses, movesOf } from './statuses.ts';
import type { Device } from './tables.ts';
import { rederive } from './totals.ts';
import type { FullWorld } from './world.ts';

type Time = Exclude<
  keyof Device,
  | 'id'
  | 'additional_issues_found'
  | 'damage_matches_reported'
  | 'battery_health_percent'
  | 'is_under_warranty'
>;

/** Which of its times a status writes. */
const timesOf: Readonly<Record<string, readonly Time[]>> = {
  device_received: ['received_at', 'checked_in_at'],
  diagnosing: ['diagnosis_started_at'],
  ready_to_quote: ['diagnosis_completed_at'],
  awaiting_authorisation: ['report_sent_at'],
  authorised_source_parts: ['report_authorised_at'],
  authorised_awaiting_parts: ['report_authorised_at'],
  ready_to_repair: ['report_authorised_at'],
  rejected: ['report_rejected_at'],
  company_rejected: ['report_rejected_at'],
  repairing: ['repair_started_at'],
  repaired_qc: ['repair_completed_at'],
  repaired_ready: ['quality_checked_at', 'ready_for_collection_at'],
  rejection_ready: ['ready_for_collection_at'],
  collected: ['collected_at'],
  despatched: ['despatched_at'],
};

const actorOf: Readonly<Record<string, string>> = {
  diagnosing: 'diagnosis_started_by',
  ready_to_quote: 'diagnosis_completed_by',
  awaiting_authorisation: 'quote_sent_by',
  repairing: 'repair_started_by',
  repaired_qc: 'repair_completed_by',
  repaired_ready: 'marked_ready_by',
};

const words: Readonly<Record<string, string>> = {
  awaiting_authorisation: 'Your quote is ready to be looked at.',
  repaired_ready: 'Your device is ready to collect.',
  rejection_ready: 'Your device is ready to collect, not repaired.',
  despatched: 'Your device is on its way.',
};

export interface MoveAsked {
  readonly to: string;
  /** The user who does it; null for the system. */
  readonly by: string | null;
  readonly notes?: string | undefined;
  /** Whether the table of moves counts; collecting and quality control have gates of their own. */
  readonly gated?: boolean;
}

/** @throws Refusal 400 for a status that is none, or a move that the table does not have. */
export function moveDevice(
  world: FullWorld,
  device: Device,
  { to, by, notes, gated = true }: MoveAsked,
): Device {
  const { tables, clock, choices } = world;
  const from = device.status ?? '';
  if (!deviceStatuses.includes(to)) throw badRequest(`Invalid status ${to}`);
  const arrives = to === 'device_received' && from === to && device.received_at === null;
  if (gated && choices.statusEnforced && !arrives && !movesOf(device.workflow_type)[from]?.includes(to))
    throw badRequest(`Invalid transition from ${from} to ${to}`);

  const at = clock.byCode();
  const times = Object.fromEntries((timesOf[to] ?? []).map((time) => [time, at]));
  const actor = actorOf[to];
  const moved = tables.devices.update(device.id, {
    ...(device.received_at === null && { received_at: at }),
    ...times,
    ...(actor !== undefined && { [actor]: world.nameOf(by) }),
    status: to,
    updated_at: at,
  });
  const order = tables.orders.get(device.order_id);
  if (!order) return moved;
  if (to === 'awaiting_authorisation') tables.orders.update(order.id, { quote_sent_at: at });
  rederive(world, order.id);
  const ticket = tables.tickets.get(order.ticket_id);
  if (!ticket) return moved;
  addNote(world, ticket, `Device status: ${from} → ${to}`, { by, device: device.id });
  if (notes) addNote(world, ticket, notes, { by, device: device.id });
  if (choices.mailingStatuses.includes(to))
    tellClient(world, ticket, words[to] ?? `Your device: ${to}`, 'status');
  const after = tables.orders.get(order.id);
  if (after?.status === 'collected_despatched')
    tables.tickets.update(ticket.id, { status: 'resolved', updated_at: at });
  return moved;
}
