/** Who in a room hears what: one encoded message for all of them. */
import * as Y from 'yjs';
import { writeStep1, writeStep2, writeUpdate } from '../../shared/protocol/y-message.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import type { AuditRule } from '../store/store.ts';
import { ruleOf } from './audit.ts';
import type { Member } from './member.ts';
import type { Room } from './room.ts';
import { RoomMessage } from './room-message.ts';

/** Everybody but `author`, who has it already. */
export function broadcastUpdate(room: Room, update: Uint8Array, author: Member | undefined): void {
  if (room.members.size === (author ? 1 : 0)) return;
  broadcast(room, writeUpdate(update), author);
}

export function broadcast(room: Room, payload: Uint8Array, except: Member | undefined): void {
  const message = new RoomMessage(room.channel, payload);
  for (const member of room.members) if (member !== except && !member.muted) member.listener.deliver(message);
}

export function tell(room: Room, member: Member, payload: Uint8Array): void {
  if (!member.muted) member.listener.deliver(new RoomMessage(room.channel, payload));
}

/** Asks a member for everything that the room does not have. */
export function askForAll(room: Room, member: Member): void {
  member.asked = true;
  tell(room, member, writeStep1(Y.encodeStateVector(room.doc)));
}

/** Answers a member's question for everything that it does not have. */
export function answer(room: Room, member: Member, stateVector: Uint8Array): void {
  if (member.muted) return;
  const payload = writeStep2(Y.encodeStateAsUpdate(room.doc, stateVector));
  member.listener.answer(new RoomMessage(room.channel, payload));
}

/** Takes a member out that may not stay, for `bytes` that it sent; `rule` where the close says less than is known. */
export function dismiss(
  room: Room,
  member: Member,
  why: CloseName,
  bytes: number,
  rule: AuditRule | undefined = ruleOf(why),
): void {
  if (member.gone) return;
  const { log, audit } = room.context;
  const { identity, session, plain } = member.listener;
  log('warn', 'channel-closed', { ...room.name, user: member.user, why });
  if (rule) {
    audit.note({ identity, session, through: plain ? 'plain' : 'app', record: room.name, rule, bytes });
  }
  // The connection leaves the room in answer to this.
  member.listener.ended(why);
}
