/** Who did what with a passcode, the newest first, for those who may know (rule SECRET-7). */
import { useDevice } from '../device.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { ago, moment } from '../when.ts';
import { tellSecretEvent } from './describe-passcode.ts';
import type { SecretEvent } from './secret-facts.ts';
import classes from './passcode.module.css';

export function PasscodeLog({ events }: { events: readonly SecretEvent[] }) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const now = replica.now();
  return (
    <details className={classes.log} data-testid="passcode-log">
      <summary>Who did what with it</summary>
      <ul>
        {events.map((event) => (
          <li key={`${event.at}/${event.act}/${event.author}`}>
            {tellSecretEvent(event, nameOf)}{' '}
            <time className="quiet" dateTime={new Date(event.at).toISOString()} title={moment(event.at, now)}>
              {ago(event.at, now)}
            </time>
          </li>
        ))}
      </ul>
    </details>
  );
}
