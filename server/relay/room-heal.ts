/**
 * Filling the holes of a document of which the store lost rows (rule ROOM-9). What a member of staff's replica once
 * heard from others is taken from it as it is: its authors may be gone, and their edits were checked when they
 * came the first time.
 */
import * as Y from 'yjs';
import type { Scan } from '../../shared/protocol/scan.ts';
import { stripClients } from '../../shared/protocol/strip-clients.ts';
import type { Member } from './member.ts';
import type { Room } from './room.ts';
import { broadcastUpdate } from './room-broadcast.ts';
import { enqueue } from './room-write.ts';

export interface Passed {
  readonly update: Uint8Array;
  readonly scan: Scan;
  /** The client ids in it that are not the sender's own. */
  readonly foreign: ReadonlySet<number>;
}

/**
 * Takes the structs of foreign ids whose owners are known, and the deletions. True when that brought something. The
 * room is not open any more when integrating them threw.
 */
export function refill(room: Room, member: Member, { update, scan, foreign }: Passed): boolean {
  const isKnown = (client: number): boolean => foreign.has(client) && room.claims.has(client);
  if (member.listener.identity.role === 'view' || ![...foreign].some(isKnown)) return false;
  const emitted: Uint8Array[] = [];
  const collect = (bytes: Uint8Array): void => void emitted.push(bytes);
  room.doc.on('update', collect);
  try {
    Y.applyUpdate(
      room.doc,
      stripClients(update, scan, (client) => !isKnown(client)),
    );
  } catch {
    room.events.broken();
    return false;
  } finally {
    room.doc.off('update', collect);
  }
  if (emitted.length === 0) return false;
  const brought = Y.mergeUpdates(emitted);
  enqueue(room, { update: brought, author: member.user, through: 'heal', claims: [], changes: [] });
  broadcastUpdate(room, brought, undefined);
  return true;
}
