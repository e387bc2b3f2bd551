/** An order's status: what was set by hand, else what its devices say (rule SCHEMA-8). */

export const derivedOrderStatuses = [
  'awaiting_device',
  'in_progress',
  'service_complete',
  'awaiting_collection',
  'collected_despatched',
] as const;

export const orderOverrides = ['on_hold', 'cancelled'] as const;

export type OrderStatus = (typeof derivedOrderStatuses)[number] | (typeof orderOverrides)[number];

const gone: ReadonlySet<string> = new Set(['collected', 'despatched']);
const readyToLeave: ReadonlySet<string> = new Set(['repaired_ready', 'rejection_ready']);
const serviceDone: ReadonlySet<string> = new Set([
  ...gone,
  ...readyToLeave,
  'rejected',
  'company_rejected',
  'rejection_qc',
]);

/**
 * @param override the order's `override` field
 * @param deviceStatuses the statuses of its devices that are not deleted; null for one that was announced and has not arrived
 */
export function deriveOrderStatus(
  override: string | null,
  deviceStatuses: readonly (string | null)[],
): OrderStatus {
  const byHand = orderOverrides.find((each) => each === override);
  if (byHand) return byHand;
  const here = deviceStatuses.filter((status) => status !== null);
  if (here.length === 0) return 'awaiting_device';
  const all = (set: ReadonlySet<string>): boolean =>
    here.length === deviceStatuses.length && here.every((status) => set.has(status));
  if (all(gone)) return 'collected_despatched';
  if (all(new Set([...gone, ...readyToLeave]))) return 'awaiting_collection';
  if (all(serviceDone)) return 'service_complete';
  return 'in_progress';
}
