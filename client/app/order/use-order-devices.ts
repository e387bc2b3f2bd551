/** The devices of an order that this device knows of, in the order in which they were made. */
import type { Row } from '../../../shared/document/types.ts';
import { useDevice } from '../device.ts';
import { useRowsOf } from '../use-row.ts';

export function useOrderDevices(order: string): readonly Row[] {
  const { replica } = useDevice();
  useRowsOf('device');
  if (order === '') return [];
  const rows = replica.referring({ kind: 'device', field: 'order', id: order });
  return rows.toSorted((a, b) => madeAt(a) - madeAt(b) || (a.id < b.id ? -1 : 1));
}

const madeAt = ({ fields }: Row): number => (typeof fields['created'] === 'number' ? fields['created'] : 0);
