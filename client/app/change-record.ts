/** Writes into a record that is not on screen: opens it, waits for what this device holds of it, and gives it back. */
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import type { OpenRecord, Replica } from '../replica/types.ts';
import type { Told } from './parts/notice.tsx';

/** Only its row is on this device, and there is no connection to fetch the rest. */
export class NotOnThisDevice extends Error {
  override readonly name = 'NotOnThisDevice';
}

/**
 * Waits for the network only where the record was let go of to make room (rule KEEP-4); the edit is pending like any other.
 * @throws NotOnThisDevice
 */
export async function changeRecord<T>(
  replica: Replica,
  name: EntityName,
  write: (entity: EntityDocument) => T,
): Promise<T> {
  const open = replica.open(name);
  try {
    await open.loaded;
    if (!open.isHere) await arrived(replica, open);
    return write(open.entity);
  } finally {
    open.close();
  }
}

function arrived(replica: Replica, open: OpenRecord): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave: (() => void)[] = [];
    const look = (): void => {
      const { state } = replica.status();
      const isAway = state === 'offline' || state === 'error';
      if (!open.isHere && !isAway) return;
      for (const each of leave) each();
      if (open.isHere) resolve();
      else reject(new NotOnThisDevice('only the row of the record is here'));
    };
    leave.push(open.subscribe(look), replica.subscribeStatus(look));
    look();
  });
}

/** For a `catch`: says so at the foot of the page, and asks for the record. */
export const tellAway =
  (replica: Replica, name: EntityName, tell: (told: Told) => void) =>
  (reason: unknown): undefined => {
    if (!(reason instanceof NotOnThisDevice)) throw reason;
    tell({ text: 'Not changed: this record is not on this device. It comes with the next connection.' });
    replica.keeping.ask(name).catch(() => undefined);
    return undefined;
  };
