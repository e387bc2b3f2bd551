/** The order that a record belongs to, at a glance: its number, how it stands and its devices. */
import { must } from '../../../shared/lib/assert.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { StatusPill } from '../parts/status-pill.tsx';
import { useRecordPlace } from '../record/record-context.ts';
import { RelatedRow } from '../record/related-records.tsx';
import related from '../record/related.module.css';
import { useRow } from '../use-row.ts';
import { useOrderDevices } from './use-order-devices.ts';

export function OrderCard() {
  const { open } = useRecordPlace();
  const order = open.entity.get('order');
  const row = useRow('order', order);
  const devices = useOrderDevices(typeof order === 'string' ? order : '').filter(
    ({ id }) => id !== open.name.id,
  );
  if (typeof order !== 'string') return null;
  const status = row?.fields['status'];
  return (
    <div>
      {typeof status === 'string' && <StatusPill status={status} />}
      {devices.length > 0 && (
        <ul className={related.rows} aria-label="Devices of the order">
          {devices.map((device) => (
            <RelatedRow key={device.id} kind={must(kinds.get('device'), 'devices')} row={device} />
          ))}
        </ul>
      )}
    </div>
  );
}
