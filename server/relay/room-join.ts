/** Coming into a room and leaving it. */
import type { Listener } from './listener.ts';
import { Member } from './member.ts';
import type { Room } from './room.ts';
import { askForAll } from './room-broadcast.ts';
import { answerAwareness, leaveAwareness } from './room-presence.ts';

/** From now on the listener hears everything; it is asked for what it has and told who is here. */
export function join(room: Room, listener: Listener): Member {
  const member = new Member(listener);
  room.members.add(member);
  const greet = (): void => {
    askForAll(room, member);
    answerAwareness(room, member);
  };
  // What a document that is read again has is not known yet.
  if (room.phase === 'open') greet();
  else room.hold(member, 0, greet);
  return member;
}

export function leave(room: Room, member: Member): void {
  if (member.gone) return;
  room.takeTyped();
  if (member.gone) return;
  member.letGo();
  room.members.delete(member);
  leaveAwareness(room, member);
}
