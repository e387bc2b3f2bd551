/** One of the values between which somebody decides: what, who and when, through what, and the button that takes it (rule TRAY-2). */
import { Button } from '@mantine/core';
import { stampMilliseconds } from '../../../shared/lib/stamp.ts';
import type { Through } from '../../../shared/document/history/change.ts';
import type { Entry } from '../../../shared/document/types.ts';
import { useDevice } from '../device.ts';
import { tellDoor } from '../past/tell-change.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { ago } from '../when.ts';
import classes from './reviews.module.css';

interface StandingValueProps {
  readonly entry: Entry;
  /** In words. */
  readonly value: string;
  readonly through: Through | undefined;
  readonly keep?: () => void;
}

export function StandingValue({ entry, value, through, keep }: StandingValueProps) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const mine = entry.author === replica.user.id;
  const door = tellDoor(entry.author, through);
  return (
    <li className={classes.value}>
      <strong>{value}</strong>
      <span className="quiet">
        {mine ? 'You' : nameOf(entry.author)}, {ago(stampMilliseconds(entry.stamp), replica.now())}
        {door !== '' && <span data-testid="door">, {door}</span>}
      </span>
      {keep && (
        <Button variant="default" onClick={keep}>
          {mine ? 'Keep mine' : 'Take this'}
        </Button>
      )}
    </li>
  );
}
