/** A device's way through the shop, as data. */
import type { Moves } from './field.ts';
import { movesBy } from './moves.ts';

export const deviceStatuses = [
  'device_received',
  'diagnosing',
  'ready_to_quote',
  'awaiting_authorisation',
  'authorised_source_parts',
  'authorised_awaiting_parts',
  'ready_to_repair',
  'repairing',
  'awaiting_revised_quote',
  'repaired_qc',
  'repaired_ready',
  'rejected',
  'company_rejected',
  'rejection_qc',
  'rejection_ready',
  'collected',
  'despatched',
] as const;

export type DeviceStatus = (typeof deviceStatuses)[number];

/** Which status may follow which. A device without a status can only be received. */
export const deviceMoves: Moves = movesBy<DeviceStatus>(['device_received'], {
  device_received: ['diagnosing'],
  diagnosing: ['ready_to_quote'],
  ready_to_quote: [
    'awaiting_authorisation',
    'authorised_source_parts',
    'authorised_awaiting_parts',
    'ready_to_repair',
    'company_rejected',
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
  rejected: ['rejection_qc'],
  company_rejected: ['rejection_qc'],
  rejection_qc: ['rejection_ready'],
  rejection_ready: ['collected', 'despatched'],
  collected: [],
  despatched: [],
});
