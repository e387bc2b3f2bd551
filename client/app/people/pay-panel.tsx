/** What an employee earns, for those who may know: a record of its own, with the employee's id (rule KIND-3). */
import { Button } from '@mantine/core';
import { must } from '../../../shared/lib/assert.ts';
import { parseKind } from '../../../shared/lib/ids.ts';
import type { Role } from '../../../shared/schema/field.ts';
import { mayRead } from '../../../shared/schema/may-read.ts';
import { useDevice } from '../device.ts';
import { showMoney } from '../fields/money.ts';
import { beginPath } from '../record/new-record.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { goTo } from '../use-route.ts';
import { useRow } from '../use-row.ts';

export function PayPanel() {
  const { open, locked } = useRecordPlace();
  const { replica } = useDevice();
  const { id } = open.name;
  const row = useRow('pay', id);
  if (!mayRead(replica.user.role as Role, 'pay'))
    return <p className="quiet small">Only owners and managers know what somebody earns.</p>;
  const name = { kind: must(parseKind('pay'), 'pay'), id };
  const rate = row?.fields['rate'];
  if (row) {
    return (
      <Link href={recordPath(replica.shop, name)}>
        {typeof rate === 'number' ? `${showMoney(rate)} an hour` : 'No hourly rate yet'}
      </Link>
    );
  }
  return (
    <div>
      <Button
        variant="default"
        disabled={locked}
        onClick={() => goTo(beginPath(replica.shop, name, { employee: id }))}
      >
        Enter what they earn
      </Button>
    </div>
  );
}
