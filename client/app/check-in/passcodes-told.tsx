/** What became of the passcodes of devices that were just handed in (rule SECRET-8). */
import { must } from '../../../shared/lib/assert.ts';
import { parseEntityId, type EntityName, type KindName } from '../../../shared/lib/ids.ts';
import type { Row } from '../../../shared/document/types.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { whyNoPasscode } from '../passcode/describe-passcode.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import classes from './check-in.module.css';
import type { PasscodeSent } from './check-in-passcodes.ts';
import { useCheckInPasscodes } from './use-check-in-passcodes.ts';

const device = must(kinds.get('device'), 'no devices');

export function PasscodesTold({ devices }: { devices: readonly Row[] }) {
  const passcodes = useCheckInPasscodes();
  return (
    <div role="status" data-told data-testid="passcodes-told">
      {devices.map((row) => {
        const id = parseEntityId(row.id);
        const sent = id && passcodes.sent(id);
        if (!sent) return null;
        return <Told key={id} row={row} name={{ kind: 'device' as KindName, id }} sent={sent} />;
      })}
    </div>
  );
}

interface ToldProps {
  readonly row: Row;
  readonly name: EntityName;
  readonly sent: PasscodeSent;
}

function Told({ row, name, sent }: ToldProps) {
  const { replica } = useDevice();
  const title = titleOf(device, row, replica);
  if (sent.step === 'sending') return <p className="quiet">Handing the passcode of {title} to the relay…</p>;
  if (sent.step === 'kept') return <p className="quiet">The passcode of {title} is kept on the relay.</p>;
  return (
    <div className={classes.notKept}>
      <strong>The passcode of {title} was not kept</strong>
      <span>
        {whyNoPasscode(sent.why)} It is forgotten here:{' '}
        <Link href={recordPath(replica.shop, name)}>set it on the page of {title}</Link> when there is a
        connection.
      </span>
    </div>
  );
}
