/**
 * What a restored relay takes back (rule RESTORE-4): its backup is older than what people's devices hold, and who wrote that is
 * not known to it any more. It was checked when it came the first time, and what people wrote since builds on it, so it is taken
 * as it is from the handshake of any member of staff, under whichever ids, for as long as the operator said.
 */
import * as Y from 'yjs';
import type { Scan } from '../../shared/protocol/scan.ts';
import { stripClients } from '../../shared/protocol/strip-clients.ts';
import type { Member } from './member.ts';
import type { Room } from './room.ts';
import { broadcastUpdate } from './room-broadcast.ts';
import { isVouchedByOther } from './room-vouched.ts';
import { enqueue, reachesOf } from './room-write.ts';

export interface Offered {
  readonly update: Uint8Array;
  readonly scan: Scan;
  /** The client ids in it that are not the sender's own. */
  readonly foreign: ReadonlySet<number>;
}

/**
 * Takes the structs of foreign ids and all deletions. True when that was something. What is its sender's own is left to be
 * judged as ever; where the rest builds on it, that waits in the document until it is there. The room is not open any more
 * when integrating threw.
 */
export function takeBack(room: Room, member: Member, { update, scan, foreign }: Offered): boolean {
  if (member.listener.identity.role === 'view') return false;
  // Somebody who is here brings theirs themselves, and nobody writes under their id meanwhile.
  const clients = [...foreign].filter((client) => !isVouchedByOther(room, member, client));
  if (clients.length === 0 && scan.deletes === 0) return false;
  const wanted = new Set(clients);
  // A copy: what came may be a view of the socket's buffer.
  const taken = stripClients(update, scan, (client) => !wanted.has(client)).slice();
  const emitted: Uint8Array[] = [];
  const collect = (bytes: Uint8Array): void => void emitted.push(bytes);
  room.doc.on('update', collect);
  try {
    Y.applyUpdate(room.doc, taken);
  } catch {
    room.events.broken();
    return false;
  } finally {
    room.doc.off('update', collect);
  }
  if (clients.length === 0 && emitted.length === 0) return false;
  // With what waits: its turn comes with what it builds on, which may be its sender's own.
  const brought = clients.length > 0 ? taken : Y.mergeUpdates(emitted);
  enqueue(room, {
    update: brought,
    author: member.user,
    through: 'heal',
    claims: [],
    reached: reachesOf(room, clients),
    changes: [],
  });
  broadcastUpdate(room, brought, undefined);
  return true;
}
