/**
 * Taking into a room what was stored once, was lost, and is handed back by somebody who did not write all of it: it was judged
 * when it came, and is integrated as it is. What of it is taken is its callers' business (room-heal, room-take-back).
 */
import * as Y from 'yjs';
import { projectRow } from '../../shared/document/row.ts';
import { secretsOver } from '../../shared/schema/secrets.ts';
import type { Member } from './member.ts';
import { pendingNeeds, type Need } from './needs.ts';
import type { Room } from './room.ts';
import { broadcastUpdate } from './room-broadcast.ts';
import { enqueue, putBack, reachesOf, takePending } from './room-write.ts';

/**
 * Does what `integrate` does to the document in one transaction, and puts what that brought on its way to the log and to all
 * who are here. True when that was something. The room is not open any more when it threw.
 *
 * @param clients those of whose edits it brings some
 */
export function takeIn(
  room: Room,
  member: Member,
  clients: readonly number[],
  integrate: () => void,
): boolean {
  const emitted: Uint8Array[] = [];
  const collect = (bytes: Uint8Array): void => void emitted.push(bytes);
  room.doc.on('update', collect);
  try {
    Y.transact(room.doc, integrate);
  } catch {
    room.events.broken();
    return false;
  } finally {
    room.doc.off('update', collect);
  }
  if (emitted.length === 0) return false;
  const brought = Y.mergeUpdates(emitted);
  enqueue(
    room,
    {
      update: brought,
      author: member.user,
      through: 'heal',
      claims: [],
      reached: reachesOf(room, clients),
      destroys: secretsEnded(room),
    },
    [],
  );
  broadcastUpdate(room, brought, undefined);
  return true;
}

/**
 * Integrates what can be integrated; nothing of it stays to wait in the document, where it would come in with whatever
 * somebody else brings. Answers what the rest is waiting for; undefined when there is none. Call it inside of `takeIn`.
 */
export function integrateStored(room: Room, update: Uint8Array): readonly Need[] | undefined {
  const aside = takePending(room.doc);
  Y.applyUpdate(room.doc, update);
  const needs = pendingNeeds(room.doc.store);
  const waits = takePending(room.doc).structs !== null;
  putBack(room.doc, aside);
  return waits ? needs : undefined;
}

/** Nothing tells what changed, so it is what the record shows now that says which of its secrets are over (rule SECRET-5). */
function secretsEnded({ kind, name, doc }: Room): readonly string[] {
  if (!kind || kind.secrets.size === 0) return [];
  const { fields } = projectRow(kind, name.id, doc);
  return secretsOver(kind, (field) => fields[field]);
}
