/** How the record that is open stands, for its header: its own status, or what follows from others. */
import { deriveOrderStatus } from '../../../shared/schema/order-status.ts';
import { useOrderDevices } from '../order/use-order-devices.ts';
import { useRecordPlace } from './record-context.ts';

/** Null for a kind without a status, or where nobody set one. */
export function useShownStatus(): string | null {
  const { open } = useRecordPlace();
  const { entity } = open;
  const derived = useDerivedStatus();
  if (entity.kind.name === 'order') return derived;
  const field = entity.kind.fields.get('status');
  if (!field || !('scalar' in field)) return null;
  const status = entity.get('status');
  return typeof status === 'string' ? status : null;
}

/** An order's status as its devices on this device say, without waiting for the relay to write it (rule SCHEMA-8). */
function useDerivedStatus(): string | null {
  const { open } = useRecordPlace();
  const isOrder = open.entity.kind.name === 'order';
  const devices = useOrderDevices(isOrder ? open.name.id : '');
  if (!isOrder) return null;
  const override = open.entity.get('override');
  return deriveOrderStatus(
    typeof override === 'string' ? override : null,
    devices.map(({ fields }) => (typeof fields['status'] === 'string' ? fields['status'] : null)),
  );
}
