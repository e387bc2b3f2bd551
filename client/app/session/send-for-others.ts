/**
 * Unsent edits of others who use this device go up as theirs, with their own sign-in, while somebody else works on it (rule
 * SIGN-2): once whoever works is up to date, and each time the network came back.
 */
import type { Replica } from '../../replica/types.ts';
import type { MarkShelf } from '../../replica/unsent-mark.ts';
import { unsentMarkOf } from '../../replica/unsent-mark.ts';
import type { Session, Who } from './sessions.ts';

export interface SendForOthersParts {
  readonly others: () => readonly Session[];
  /** Where each one's replica notes how much is unsent. */
  readonly shelf: MarkShelf;
  /** One round of somebody's; rejects where it fails, which the next one makes good. */
  readonly send: (other: Session) => Promise<void>;
}

export function sendForOthers(
  replica: Pick<Replica, 'status' | 'subscribeStatus'>,
  { others, shelf, send }: SendForOthersParts,
): void {
  let wasDone = false;
  let isRunning = false;
  const run = async (): Promise<void> => {
    for (const other of others()) {
      if (hasUnsent(shelf, other)) await send(other).catch(() => undefined);
    }
  };
  const look = (): void => {
    const { state } = replica.status();
    const isAway = state === 'offline' || state === 'connecting' || state === 'error';
    if (isAway) wasDone = false;
    if (state !== 'completed' || wasDone || isRunning) return;
    wasDone = true;
    isRunning = true;
    void run().finally(() => {
      isRunning = false;
    });
  };
  // For as long as the replica: it tells nothing any more once it is stopped.
  replica.subscribeStatus(look);
  look();
}

const hasUnsent = (shelf: MarkShelf, { shop, user }: Who): boolean =>
  unsentMarkOf(shelf, `solder/${shop}/${user}`) > 0;
