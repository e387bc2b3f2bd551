/**
 * What Solder makes of a repair: a device, an order and a ticket, and a client for the group that repaired it.
 * Knows the standard's meaning and the schema; does not know who writes the records where (rule IMPORT-1).
 */
import { never } from '../../shared/lib/assert.ts';
import type { EntityName, KindName } from '../../shared/lib/ids.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { DeviceStatus } from '../../shared/schema/device-status.ts';
import { deriveOrderStatus } from '../../shared/schema/order-status.ts';
import type { Repair, RepairStatus, TextLimits } from './repair.ts';
import { groupId, orderNumber, repairId } from './repair-ids.ts';

export interface RecordDraft {
  readonly name: EntityName;
  /** Writes every field of a record that is new. */
  readonly fill: (entity: EntityDocument) => void;
}

/** As the fields that the texts go to allow: `device.issue`, `device.brand`, `device.type`, `client.name`. */
export const textLimits: TextLimits = { problem: 10_000, brand: 80, category: 80, group: 80, other: 200 };

/** A standard's outcome as the status in which a shop would have left the device. */
const statusOf: { readonly [S in RepairStatus]: DeviceStatus } = {
  Fixed: 'collected',
  Repairable: 'ready_to_repair',
  'End of life': 'rejection_ready',
  Unknown: 'diagnosing',
};

const ticketStatusOf = {
  Fixed: 'closed',
  Repairable: 'open',
  'End of life': 'resolved',
  Unknown: 'open',
} as const;

export function clientOf({ provider, group, date }: Repair): RecordDraft {
  return {
    name: { kind: 'client' as KindName, id: groupId(provider, group) },
    fill(entity) {
      entity.set('created', noonOf(date));
      entity.set('name', group || provider || 'Repair group without a name');
      if (provider) entity.set('company', provider);
      entity.add('tags', 'open-repair');
      entity.text('notes').insert(0, 'A repair group of an Open Repair file: the file does not name people.');
    },
  };
}

/** The records of one repair beside its client. */
export const repairRecords = (repair: Repair): readonly RecordDraft[] => [
  orderOf(repair),
  deviceOf(repair),
  ticketOf(repair),
];

function orderOf(repair: Repair): RecordDraft {
  return {
    name: { kind: 'order' as KindName, id: repairId(repair.id) },
    fill(entity) {
      entity.set('number', orderNumber(repair.id));
      entity.set('client', groupId(repair.provider, repair.group));
      entity.set('status', deriveOrderStatus(null, [statusOf[repair.status]]));
      entity.set('intake', 'walk_in');
      if (repair.group) entity.set('location', repair.group);
      entity.set('created', noonOf(repair.date));
    },
  };
}

function deviceOf(repair: Repair): RecordDraft {
  return {
    name: { kind: 'device' as KindName, id: repairId(repair.id) },
    fill(entity) {
      entity.set('order', repairId(repair.id));
      entity.set('status', statusOf[repair.status]);
      if (repair.category) entity.set('type', repair.category);
      if (repair.brand) entity.set('brand', repair.brand);
      entity.set('received', noonOf(repair.date));
      entity.set('created', noonOf(repair.date));
      write(entity, 'issue', repair.problem);
      write(entity, 'resolution', describeOutcome(repair));
      write(entity, 'notes', describeOrigin(repair));
    },
  };
}

function ticketOf(repair: Repair): RecordDraft {
  return {
    name: { kind: 'ticket' as KindName, id: repairId(repair.id) },
    fill(entity) {
      entity.set('subject', subjectOf(repair));
      entity.set('status', ticketStatusOf[repair.status]);
      entity.set('type', 'order');
      entity.set('client', groupId(repair.provider, repair.group));
      entity.set('order', repairId(repair.id));
      entity.set('created', noonOf(repair.date));
    },
  };
}

function describeOutcome({ status, barrier, date }: Repair): string {
  switch (status) {
    case 'Fixed':
      return `Fixed on ${date}.`;
    case 'Repairable':
      return `Could be repaired, but was not on ${date}.${barrier ? ` ${barrier}.` : ''}`;
    case 'End of life':
      return barrier ? `End of life: ${barrier}.` : 'End of life.';
    case 'Unknown':
      return barrier ? `${barrier}.` : '';
    default:
      return never(status, 'status');
  }
}

/** What the file knows beside and no field has a place for. */
function describeOrigin({ id, partnerCategory, year, age, provider }: Repair): string {
  const parts = [`Open Repair ${id}${provider ? ` by ${provider}` : ''}.`];
  if (partnerCategory) parts.push(`Handed in as: ${partnerCategory}.`);
  if (year) parts.push(`Made in ${year}.`);
  if (age) parts.push(`Age in years: ${age}.`);
  return parts.join(' ');
}

const longestSubject = 120;

export function subjectOf({ brand, category, problem }: Repair): string {
  const what = [brand, category].filter((part) => part !== '').join(' ') || 'Repair';
  const text = (problem ? `${what}: ${problem}` : what).replaceAll(/\s+/g, ' ');
  if (text.length <= longestSubject) return text;
  // Letters, not code units: half of a surrogate pair could not be stored.
  const cut = text.slice(0, longestSubject - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}

/** A day as a moment that is on that day in every time zone of Europe and the Americas. */
const noonOf = (date: string): number => Date.parse(`${date}T12:00:00Z`);

function write(entity: EntityDocument, field: string, text: string): void {
  if (text !== '') entity.text(field).insert(0, text);
}
