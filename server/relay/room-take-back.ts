/**
 * What a restored relay takes back (rule RESTORE-4): its backup is older than what people's devices hold, and who wrote that is
 * not known to it any more. It was checked when it came the first time, and what people wrote since builds on it, so it is taken
 * as it is from the handshake of any member of staff, under whichever ids, for as long as the operator said.
 */
import * as Y from 'yjs';
import { lostDeletions } from '../../shared/document/passed-on.ts';
import type { Scan } from '../../shared/protocol/scan.ts';
import { stripClients, withDeletions } from '../../shared/protocol/strip-clients.ts';
import type { Member } from './member.ts';
import type { Need } from './needs.ts';
import type { Room } from './room.ts';
import { integrateStored, takeIn } from './room-take-in.ts';
import { isVouchedByOther } from './room-vouched.ts';

export interface Offered {
  readonly update: Uint8Array;
  readonly scan: Scan;
  /** The client ids in it that are not the sender's own. */
  readonly foreign: ReadonlySet<number>;
}

export interface TakenBack {
  readonly brought: boolean;
  /** What the part of it that was not integrated waits for, its sender's own perhaps; undefined when there is none. */
  readonly needs: readonly Need[] | undefined;
}

/**
 * Takes the structs of foreign ids, and what others may have deleted. What is its sender's own, deletions too, is left to be
 * judged as ever. The room is not open any more when integrating threw.
 */
export function takeBack(room: Room, member: Member, { update, scan, foreign }: Offered): TakenBack {
  const { role } = member.listener.identity;
  if (role === 'view') return { brought: false, needs: undefined };
  // Somebody who is here brings theirs themselves, and nobody writes under their id meanwhile: the relay is here, too.
  const clients = [...foreign].filter(
    (client) => client !== room.doc.clientID && !isVouchedByOther(room, member, client),
  );
  const before = new Map(clients.map((client) => [client, room.clockOf(client)]));
  const taken = stripClients(update, scan, (client) => !before.has(client));
  const structs = withDeletions(taken, taken.length - (update.length - scan.deletesAt), []);
  let needs: readonly Need[] | undefined;
  const brought = takeIn(room, member, clients, () => {
    needs = integrateStored(room, structs);
    const lost = lostDeletions(room.doc, update, room.kind, {
      writer: { author: member.user, role, otherSchema: member.listener.otherSchema },
      isNew: (client, clock) => clock >= (before.get(client) ?? Infinity),
    });
    if (lost.length > 0) Y.applyUpdate(room.doc, withDeletions(nothing, 1, lost));
  });
  return { brought, needs };
}

/** An update without structs; its deletions would begin at 1. */
const nothing = new Uint8Array([0, 0]);
