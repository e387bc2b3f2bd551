/**
 * Filling the holes of a document of which the store lost rows (rule ROOM-9). What was stored once is taken from whatever
 * replica of staff still has it, as it is: its authors may be gone, and it was checked when it came the first time. How far
 * everybody's edits went is known (rule STORE-26), so that nobody brings more under a colleague's client id than that one wrote
 * (docs/decisions/0016-how-far-a-refill-goes.md).
 */
import * as Y from 'yjs';
import { lostDeletions } from '../../shared/document/passed-on.ts';
import { signedBelow } from '../../shared/document/signed-below.ts';
import { updateBelow } from '../../shared/document/update-below.ts';
import type { Scan } from '../../shared/protocol/scan.ts';
import { withDeletions } from '../../shared/protocol/strip-clients.ts';
import type { Member } from './member.ts';
import type { Room } from './room.ts';
import { integrateStored, takeIn } from './room-take-in.ts';

/**
 * Takes what a member's state has of what was lost. True when that brought something. The room is not open any more when
 * integrating it threw.
 */
export function refill(room: Room, member: Member, update: Uint8Array, scan: Scan): boolean {
  if (member.listener.identity.role === 'view') return false;
  const clients = scan.clients
    .filter(({ client, to }) => Math.min(to, boundOf(room, member, client)) > room.clockOf(client))
    .map(({ client }) => client);
  if (clients.length === 0 && scan.deletes === 0) return false;
  const wanted = new Set(clients);
  const signed = signedBelow(update, (client) => room.claims.get(client));
  const below = (client: number): number =>
    wanted.has(client) ? Math.min(boundOf(room, member, client), signed.get(client) ?? Infinity) : 0;
  return takeIn(room, member, clients, () => {
    // What of it builds on something that is not there was never stored, since all of that is here or comes with it: it is dropped.
    integrateStored(room, updateBelow(update, below));
    const lost = lostDeletions(room.doc, update, room.kind);
    if (lost.length > 0) Y.applyUpdate(room.doc, withDeletions(nothing, 1, lost));
  });
}

/** An update without structs; its deletions would begin at 1. */
const nothing = new Uint8Array([0, 0]);

/**
 * Up to which clock a client's edits were stored before the document was read. Where that is not known, all that others wrote
 * is taken; what is the sender's own is then judged like any edit.
 */
function boundOf(room: Room, member: Member, client: number): number {
  const reach = room.reaches.get(client);
  if (reach === undefined) return 0;
  return reach ?? (room.claims.get(client) === member.user ? 0 : Infinity);
}

/**
 * Folds the document and takes the mark from it once all is here that was ever written. Where it is not known how far that
 * went, nobody can tell: the mark stays until an operator takes it away (rule DOC-4).
 */
export function healWhenWhole(room: Room): void {
  const isWhole = [...room.reaches].every(
    ([client, reach]) => reach !== null && room.clockOf(client) >= reach,
  );
  if (isWhole) room.events.refilled();
}
