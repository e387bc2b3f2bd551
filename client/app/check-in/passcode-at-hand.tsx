/** The passcode of a device that is being checked in, for who may set it; what is typed is stored nowhere (rule SECRET-8). */
import { must } from '../../../shared/lib/assert.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { maySetSecret } from '../../../shared/schema/secrets.ts';
import { PasscodeInput } from '../passcode/passcode-input.tsx';
import { passcodeKindOf } from '../passcode/passcode.ts';
import { useStatus } from '../status/use-status.ts';
import { useRole } from '../use-role.ts';
import type { CheckInDevice } from './check-in.ts';
import classes from './check-in.module.css';
import { useCheckInPasscodes } from './use-check-in-passcodes.ts';

const secret = must(kinds.get('device')?.secrets.get('passcode'), 'a device has a passcode');

const online =
  'It goes to the relay when you hand in, and is kept nowhere on this device. It may be left out.';
const offline =
  'There is no connection to the relay just now, and a passcode is kept nowhere else. If there is none when you hand in, set it on the device’s page later.';

export function PasscodeAtHand({ device }: { device: CheckInDevice }) {
  const passcodes = useCheckInPasscodes();
  const { state } = useStatus();
  const role = useRole();
  const kind = passcodeKindOf(device.passcodeKind);
  if (!kind || !maySetSecret(role, secret)) return null;
  const value = passcodes.typed(device.id);
  return (
    <div className={classes.wide} data-testid="check-in-passcode">
      <PasscodeInput
        key={kind}
        kind={kind}
        value={value}
        change={(text) => passcodes.type(device.id, text)}
        description={state === 'offline' ? offline : online}
        error={passcodes.problem(device)}
      />
    </div>
  );
}
