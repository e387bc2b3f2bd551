/** The labels of an order: one for each of its devices, from rows alone, so that they print without a network. */
import { must } from '../../../shared/lib/assert.ts';
import type { Row } from '../../../shared/document/types.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { textOf } from '../list/text-of.ts';
import { titleOf } from '../list/title-of.ts';
import type { LabelContent } from './label.tsx';

const device = must(kinds.get('device'), 'no devices');

interface Records {
  readonly order: Row;
  readonly client: Row | undefined;
  readonly devices: readonly Row[];
  /** The address of a device's record. */
  readonly address: (id: string) => string;
}

export function labelsOf({ order, client, devices, address }: Records): LabelContent[] {
  const taken = order.fields['created'];
  const date =
    typeof taken === 'number'
      ? new Date(taken).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
      : '';
  return devices.map((row, index) => {
    const accessories = row.fields['accessories'];
    const withIt =
      Array.isArray(accessories) && accessories.length > 0 ? `With ${accessories.join(', ')}` : '';
    return {
      number: textOf(order, 'number') || 'No number',
      title: titleOf(device, row),
      client: textOf(client, 'name') || textOf(client, 'company'),
      details: [textOf(row, 'serial') || textOf(row, 'imei'), withIt].filter(Boolean).join(' · '),
      date,
      address: address(row.id),
      part: devices.length > 1 ? `${index + 1} of ${devices.length}` : '',
    };
  });
}
