/** Where a device may go from where it is, and taking it there (rules FLOW-1 and BOARD-6). */
import { assert } from '../../../shared/lib/assert.ts';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import { IllegalMove } from '../../../shared/document/write-errors.ts';
import { device } from '../../../shared/schema/device.ts';
import { deviceMoves, deviceStatuses } from '../../../shared/schema/device-status.ts';
import type { Role, Value } from '../../../shared/schema/field.ts';

export const movesFrom = (status: string | null): readonly string[] => deviceMoves(status);

/** From where a device may have come, for those who may take anybody's move back; nothing for all others. */
export function backFrom(status: string | null, role: Role): readonly string[] {
  const field = device.fields.get('status');
  assert(field !== undefined && 'scalar' in field, 'a device has a status');
  if (status === null || !field.takeBack?.includes(role)) return [];
  return deviceStatuses.filter((before) => deviceMoves(before).includes(status));
}

export type Moved =
  | { readonly how: 'moved'; readonly from: string | null }
  /** Somebody was faster and did the same. */
  | { readonly how: 'there' }
  /** Somebody was faster and took it where no move leads on to what was wanted. */
  | { readonly how: 'refused'; readonly from: string | null };

const statusOf = (value: Value): string | null => (typeof value === 'string' ? value : null);

/** Moves the device as it is now, not as the board showed it when the move began. */
export function moveTo(entity: EntityDocument, to: string): Moved {
  const from = statusOf(entity.get('status'));
  if (from === to) return { how: 'there' };
  return { how: write(entity, to) ? 'moved' : 'refused', from };
}

/** Takes one's own move back, unless the device has been moved on since. Answers whether it did. */
export const takeBack = (entity: EntityDocument, from: string | null, to: string): boolean =>
  entity.get('status') === to && write(entity, from);

function write(entity: EntityDocument, status: string | null): boolean {
  try {
    entity.set('status', status);
    return true;
  } catch (error) {
    if (error instanceof IllegalMove) return false;
    throw error;
  }
}
