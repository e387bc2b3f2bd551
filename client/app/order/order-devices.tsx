/** The devices of an order: how each stands, and the likely next move of each. */
import { Button } from '@mantine/core';
import { IconArrowRight, IconPlus } from '@tabler/icons-react';
import { mayWrite } from '../../../shared/document/writer.ts';
import { must } from '../../../shared/lib/assert.ts';
import { parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import type { Role } from '../../../shared/schema/field.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { claimOf } from '../board/claim.ts';
import { changeRecord, tellAway } from '../change-record.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { StatusPill } from '../parts/status-pill.tsx';
import { useNameOf } from '../people/use-colleagues.ts';
import { movesOnward } from '../record/moves-of.ts';
import { newRecordPath } from '../record/new-record.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { goTo } from '../use-route.ts';
import { inWords } from '../words.ts';
import classes from './order.module.css';
import { useOrderDevices } from './use-order-devices.ts';

export function OrderDevices() {
  const { open, locked } = useRecordPlace();
  const { replica } = useDevice();
  const devices = useOrderDevices(open.name.id);
  const isThere = open.doc.store.clients.size > 0;
  return (
    <>
      {devices.length === 0 ? (
        <p className="quiet small">No devices yet.</p>
      ) : (
        <ul className={classes.devices}>
          {devices.map((row) => (
            <DeviceLine key={row.id} row={row} locked={locked} />
          ))}
        </ul>
      )}
      {!locked && isThere && (
        <div>
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            onClick={() => goTo(newRecordPath(replica, 'device', { order: open.name.id }))}
          >
            Add a device
          </Button>
        </div>
      )}
    </>
  );
}

function DeviceLine({ row, locked }: { row: Row; locked: boolean }) {
  const { tell } = useRecordPlace();
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const kind = must(kinds.get('device'), 'devices');
  const name = { kind: must(parseKind('device'), 'devices'), id: must(parseEntityId(row.id), 'a legal id') };
  const { status, engineer, issue } = row.fields;
  const stands = typeof status === 'string' ? status : null;
  const { id, role } = replica.user;
  const writes =
    !locked && !row.deleted && mayWrite({ author: id, role: role as Role }, kind.fields.get('status'));
  // A status that two people disagree about is settled where both can be seen.
  const [next] = row.review.includes('status') ? [] : movesOnward('device', [], stands);
  const claim = claimOf(row, replica.now());
  const who = claim ? `${nameOf(claim.user)} is on it` : typeof engineer === 'string' ? nameOf(engineer) : '';
  return (
    <li className={classes.device} data-device={row.id}>
      <div>
        <Link className={classes.name ?? ''} href={recordPath(replica.shop, name)}>
          {titleOf(kind, row)}
        </Link>
        <span className={classes.issue}>
          {[who, typeof issue === 'string' ? issue : ''].filter((part) => part !== '').join(' · ')}
        </span>
      </div>
      {stands !== null && <StatusPill status={stands} />}
      {row.review.length > 0 && <span className="mark review-mark">to review</span>}
      {writes && next !== undefined && (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconArrowRight size={15} aria-hidden="true" />}
          aria-label={`${titleOf(kind, row)}: ${inWords(next)}`}
          onClick={() =>
            void changeRecord(replica, name, (entity) => {
              // Somebody may have been faster: then the button shows what follows now.
              if (entity.get('status') === stands) entity.set('status', next);
            }).catch(tellAway(replica, tell))
          }
        >
          {inWords(next)}
        </Button>
      )}
    </li>
  );
}
