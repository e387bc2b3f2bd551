/**
 * How far a device of the demo has come, and what is known about it by then. A shop's day: most of what is older
 * has been collected, the last three weeks are spread over the workflow.
 */
import { must } from '../../shared/lib/assert.ts';
import { deviceMoves, deviceStatuses, type DeviceStatus } from '../../shared/schema/device-status.ts';
import { wayBetween } from '../../shared/schema/moves.ts';
import { pick, type Random } from '../../shared/lib/random.ts';

/** Statuses of what came in during the last days; more often what is more common on a bench. */
const recent: readonly DeviceStatus[] = [
  'device_received',
  'device_received',
  'diagnosing',
  'ready_to_quote',
];
const current: readonly DeviceStatus[] = [
  'diagnosing',
  'ready_to_quote',
  'awaiting_authorisation',
  'awaiting_authorisation',
  'authorised_source_parts',
  'authorised_awaiting_parts',
  'authorised_awaiting_parts',
  'ready_to_repair',
  'repairing',
  'repairing',
  'awaiting_revised_quote',
  'repaired_qc',
  'repaired_ready',
  'repaired_ready',
  'rejected',
  'company_rejected',
  'rejection_qc',
  'rejection_ready',
];

/** @param age days since the device was handed in */
export function stageOf(age: number, random: Random): DeviceStatus {
  if (age > 24) return random() < 0.1 ? 'despatched' : 'collected';
  return pick(random, age < 3 ? recent : current);
}

export interface Known {
  /** An engineer has it. */
  readonly diagnosed: boolean;
  readonly quoted: boolean;
  /** The client agreed, or does not have to any more. */
  readonly authorised: boolean;
  readonly repaired: boolean;
  readonly rejected: boolean;
  readonly gone: boolean;
}

const rejections: ReadonlySet<DeviceStatus> = new Set([
  'rejected',
  'company_rejected',
  'rejection_qc',
  'rejection_ready',
]);
const left: ReadonlySet<DeviceStatus> = new Set(['collected', 'despatched']);
const done: ReadonlySet<DeviceStatus> = new Set(['repaired_qc', 'repaired_ready', ...left]);
const notAgreed: ReadonlySet<DeviceStatus> = new Set(['ready_to_quote', 'awaiting_authorisation']);

export function knownAt(status: DeviceStatus): Known {
  const diagnosed = deviceStatuses.indexOf(status) >= deviceStatuses.indexOf('ready_to_quote');
  const rejected = rejections.has(status);
  return {
    diagnosed,
    quoted: diagnosed,
    authorised: diagnosed && !notAgreed.has(status) && !rejected,
    repaired: done.has(status),
    rejected,
    gone: left.has(status),
  };
}

/** The moves that bring a device that was received to a status: what was handed back had been repaired. */
export function wayTo(status: DeviceStatus): readonly string[] {
  const by = left.has(status) ? 'repaired_ready' : status;
  const way = must(wayBetween(deviceMoves, 'device_received', by), 'every status can be reached');
  return by === status ? way : [...way, status];
}
