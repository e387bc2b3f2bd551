/** Statuses and their moves in the full API, as data (section 4). */

export const orderStatuses = [
  'awaiting_device',
  'in_progress',
  'service_complete',
  'awaiting_collection',
  'collected_despatched',
  'pending',
  'on_hold',
  'cancelled',
] as const;

export const paymentStatuses = ['unpaid', 'partial', 'paid', 'refunded'] as const;
export const ticketStatuses = ['open', 'pending', 'resolved', 'closed'] as const;
export const itemTypes = ['repair', 'device_sale', 'accessory', 'device_purchase'] as const;
export const paymentMethods = ['cash', 'card', 'bank_transfer', 'paypal', 'invoice', 'other'] as const;
export const intakeMethods = [
  'walk_in',
  'collection',
  'mail_in',
  'courier',
  'counter_sale',
  'accessories_in_store',
  'kiosk_sale',
  'online',
] as const;

type Moves = Readonly<Record<string, readonly string[]>>;

const rejection: Moves = {
  rejected: ['rejection_qc'],
  company_rejected: ['rejection_qc'],
  rejection_qc: ['rejection_ready'],
  rejection_ready: ['collected', 'despatched'],
  collected: [],
  despatched: [],
};

/** From each status of a repair to those that may follow (4.1). */
export const repairMoves: Moves = {
  device_received: ['diagnosing'],
  diagnosing: ['ready_to_quote'],
  ready_to_quote: [
    'awaiting_authorisation',
    'company_rejected',
    'authorised_source_parts',
    'authorised_awaiting_parts',
    'ready_to_repair',
  ],
  awaiting_authorisation: [
    'authorised_source_parts',
    'authorised_awaiting_parts',
    'ready_to_repair',
    'rejected',
  ],
  authorised_source_parts: ['authorised_awaiting_parts', 'awaiting_authorisation'],
  authorised_awaiting_parts: ['ready_to_repair', 'awaiting_authorisation'],
  ready_to_repair: ['repairing', 'awaiting_authorisation'],
  repairing: ['repaired_qc', 'awaiting_revised_quote', 'awaiting_authorisation'],
  awaiting_revised_quote: ['awaiting_authorisation'],
  repaired_qc: ['repaired_ready', 'ready_to_repair'],
  repaired_ready: ['collected', 'despatched'],
  ...rejection,
};

export const buybackMoves: Moves = {
  device_received: ['diagnosing'],
  diagnosing: ['ready_to_quote', 'company_rejected'],
  ready_to_quote: ['awaiting_authorisation'],
  awaiting_authorisation: ['ready_to_pay', 'rejected'],
  ready_to_pay: ['payment_made'],
  payment_made: ['added_to_buyback'],
  added_to_buyback: [],
  ...rejection,
};

export const movesOf = (workflow: string | null): Moves =>
  workflow === null || workflow === 'repair' ? repairMoves : buybackMoves;

/** The twenty values (4.1). */
export const deviceStatuses: readonly string[] = [
  ...new Set([...Object.keys(repairMoves), ...Object.keys(buybackMoves)]),
];

const moves = (pairs: readonly string[]): ReadonlySet<string> => new Set(pairs);
/** Moves that are made on a device's own page (4.1). */
export const devicePageMoves = moves([
  'device_received diagnosing',
  'diagnosing ready_to_quote',
  'ready_to_repair repairing',
  'repairing repaired_qc',
  'repairing awaiting_revised_quote',
]);

const gone = new Set(['collected', 'despatched']);
const awaitingCollection = new Set(['repaired_ready', 'payment_made', 'rejection_ready']);
const complete = new Set([
  'repaired_ready',
  'payment_made',
  'added_to_buyback',
  'rejected',
  'company_rejected',
  'rejection_qc',
  'rejection_ready',
  ...gone,
]);

/** An order's status as it is shown (4.2). `devices` holds those that arrived; the stored one wins where it was set by hand. */
export function derivedStatus(stored: string | null, devices: readonly string[]): string {
  if (stored === 'cancelled' || stored === 'on_hold' || stored === 'pending') return stored;
  if (devices.length === 0) return 'awaiting_device';
  if (devices.every((status) => gone.has(status))) return 'collected_despatched';
  if (devices.every((status) => awaitingCollection.has(status))) return 'awaiting_collection';
  if (devices.every((status) => complete.has(status))) return 'service_complete';
  return 'in_progress';
}
