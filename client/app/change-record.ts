/** Writes into records that are not on screen: opens them, waits for what this device holds of them, and gives them back. */
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import type { OpenRecord, Replica } from '../replica/types.ts';
import type { Told } from './parts/notice.tsx';

/** Only its row is on this device, and there is no connection to fetch the rest. */
export class NotOnThisDevice extends Error {
  override readonly name = 'NotOnThisDevice';
  readonly record: EntityName;

  constructor(record: EntityName) {
    super('only the row of the record is here');
    this.record = record;
  }
}

type Opened = Pick<OpenRecord, 'name' | 'loaded' | 'isHere' | 'entity' | 'subscribe' | 'close'>;

/** What opens records, and knows whether there is a connection. */
export interface Records {
  open(name: EntityName): Opened;
  status(): { readonly state: string };
  subscribeStatus(changed: () => void): () => void;
}

type Documents<Names extends readonly EntityName[]> = { readonly [At in keyof Names]: EntityDocument };

/**
 * Waits for the network only where a record was let go of to make room (rule KEEP-4); the edit is pending like any other.
 * @throws NotOnThisDevice
 */
export const changeRecord = async <T>(
  replica: Records,
  name: EntityName,
  write: (entity: EntityDocument) => T,
): Promise<T> => changeRecords(replica, [name], ([entity]) => write(entity));

/**
 * The same for an edit of several records at once: none is written before all of them are here.
 * @throws NotOnThisDevice for the first that is not
 */
export async function changeRecords<const Names extends readonly EntityName[], T>(
  replica: Records,
  names: Names,
  write: (entities: Documents<Names>) => T,
): Promise<T> {
  const all = names.map((name) => replica.open(name));
  try {
    await Promise.all(all.map((open) => here(replica, open)));
    // Read now: a document that begins anew is another one.
    return write(all.map(({ entity }) => entity) as unknown as Documents<Names>);
  } finally {
    for (const open of all) open.close();
  }
}

async function here(replica: Records, open: Opened): Promise<void> {
  await open.loaded;
  if (!open.isHere) await arrived(replica, open);
}

function arrived(replica: Records, open: Opened): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave: (() => void)[] = [];
    const look = (): void => {
      const { state } = replica.status();
      const isAway = state === 'offline' || state === 'error';
      if (!open.isHere && !isAway) return;
      for (const each of leave) each();
      if (open.isHere) resolve();
      else reject(new NotOnThisDevice(open.name));
    };
    leave.push(open.subscribe(look), replica.subscribeStatus(look));
    look();
  });
}

/** For a `catch`: says so at the foot of the page, and asks for the record that is away. */
export const tellAway =
  (replica: Replica, tell: (told: Told) => void) =>
  (reason: unknown): undefined => {
    if (!(reason instanceof NotOnThisDevice)) throw reason;
    const what = reason.record.kind === 'item' ? 'the part' : 'this record';
    tell({ text: `Not changed: ${what} is not on this device. It comes with the next connection.` });
    replica.keeping.ask(reason.record).catch(() => undefined);
    return undefined;
  };
