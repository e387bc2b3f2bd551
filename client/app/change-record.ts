/** Writes into a record that is not on screen: opens it, waits for what this device holds of it, and gives it back. */
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import type { Replica } from '../replica/types.ts';

/** Never waits for the network; the edit is pending like any other. */
export async function changeRecord<T>(
  replica: Replica,
  name: EntityName,
  write: (entity: EntityDocument) => T,
): Promise<T> {
  const open = replica.open(name);
  try {
    await open.loaded;
    return write(open.entity);
  } finally {
    open.close();
  }
}
