/** Who of those present holds a client id that nobody wrote with yet (rule ROOM-3). */
import type { Author } from '../../shared/lib/ids.ts';
import type { Member } from './member.ts';
import type { Room } from './room.ts';

/** The one who was here first and vouches for an id, or shows its presence under it, is its holder. */
export function isVouchedByOther(room: Room, member: Member, client: number): boolean {
  for (const { listener, presence, user } of room.members) {
    if (listener.own.has(client) || presence === client) return user !== member.user;
  }
  return false;
}

/** Whether another user wrote with the id first. */
export function isAnothers(room: Room, client: number, user: Author): boolean {
  const owner = room.claims.get(client);
  return owner !== undefined && owner !== user;
}
