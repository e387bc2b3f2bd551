/**
 * A part from the shelf goes into a device, or back. Both ledgers are written in one turn and need no network: the
 * device says what was put into it, the item what is left (rules KIND-1 and RECORD-4).
 */
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import type { Value } from '../../../shared/schema/field.ts';

export interface FromStock {
  readonly device: EntityDocument;
  readonly deviceId: string;
  readonly item: EntityDocument;
  readonly itemId: string;
}

/** Takes pieces of the item out of stock and notes them in the device, at what the item costs now. */
export function takePart({ device, deviceId, item, itemId }: FromStock, quantity = 1): void {
  const name = item.get('name') ?? item.get('sku');
  const cost = item.get('cost');
  device.append('parts', {
    part: typeof name === 'string' && name !== '' ? name.slice(0, 200) : 'Part',
    quantity,
    ...(typeof cost === 'number' && { cost }),
    item: itemId,
  });
  item.append('movements', { reason: 'used', quantity: -quantity, device: deviceId });
}

/** What a device's ledger says of a part, without its quantity. */
export type NotedPart = Readonly<Record<string, Value>>;

/** Takes pieces out of the device again; those that came from an item go back into its stock. */
export function returnPart(
  {
    device,
    deviceId,
    item,
  }: Omit<FromStock, 'item' | 'itemId'> & { readonly item: EntityDocument | undefined },
  part: NotedPart,
  quantity = 1,
): void {
  device.append('parts', { ...part, quantity: -quantity });
  item?.append('movements', { reason: 'returned', quantity, device: deviceId });
}
