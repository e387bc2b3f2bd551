/**
 * Awareness messages in a room (rule PRES-2): a listener tells about itself only, under its token's name, and not
 * more often than anybody can see.
 */
import { readAwareness, writeAwarenessEntries } from '../../shared/protocol/awareness-entries.ts';
import type { AwarenessEntry } from '../../shared/protocol/awareness-entries.ts';
import { writeAwareness } from '../../shared/protocol/y-message.ts';
import { errorKind } from '../log.ts';
import type { Member } from './member.ts';
import type { Room } from './room.ts';
import { stampState } from './room-awareness.ts';
import { broadcast, dismiss, tell } from './room-broadcast.ts';
import { isAnothers, isVouchedByOther } from './room-vouched.ts';

/**
 * Takes what is the member's own. A stock client passes on entries of others: those are ignored and not held against
 * it, nor is a state that is too large.
 */
export function receiveAwareness(room: Room, member: Member, update: Uint8Array): void {
  const read = readAwareness(update);
  if (read.type === 'malformed') {
    if (read.reason !== 'limit') dismiss(room, member, 'malformed', update.length);
    return;
  }
  const own = ownEntry(room, member, read.entries);
  if (!own) return;
  const taken = room.awareness.put({ ...own, state: stampState(own.state, member.listener.identity) });
  if (!taken) return;
  member.presence = own.state === 'null' ? undefined : own.client;
  scheduleAwareness(room);
}

function ownEntry(
  room: Room,
  member: Member,
  entries: readonly AwarenessEntry[],
): AwarenessEntry | undefined {
  if (member.presence !== undefined) return entries.find(({ client }) => client === member.presence);
  const free = entries.filter(
    ({ client, state }) =>
      state !== 'null' &&
      !room.awareness.isLive(client) &&
      !isAnothers(room, client, member.user) &&
      !isVouchedByOther(room, member, client),
  );
  return free.find(({ client }) => member.listener.own.has(client)) ?? free[0];
}

export function answerAwareness(room: Room, member: Member): void {
  const all = room.awareness.all();
  if (all.length > 0) tell(room, member, writeAwareness(writeAwarenessEntries(all)));
}

export function leaveAwareness(room: Room, member: Member): void {
  if (member.presence === undefined) return;
  room.awareness.remove(member.presence);
  member.presence = undefined;
  scheduleAwareness(room);
}

const scheduled = new WeakMap<Room, { readonly at: number; waiting: boolean }>();

/** At once when the room was quiet, else with what else comes until the next broadcast is due. */
function scheduleAwareness(room: Room): void {
  const { time, limits } = room.context;
  const last = scheduled.get(room);
  if (last?.waiting) return;
  const wait = last ? last.at + limits.presenceEvery - time.now() : 0;
  if (wait <= 0) return flush(room);
  if (last) last.waiting = true;
  time.after(wait, () => {
    try {
      flush(room);
    } catch (error) {
      room.context.log('error', 'task-failed', { kind: errorKind(error) });
    }
  });
}

function flush(room: Room): void {
  scheduled.set(room, { at: room.context.time.now(), waiting: false });
  if (room.phase === 'ended' || !room.awareness.hasMoved) return;
  // To the author as well when it is a stock client: hearing itself is how it knows that the line is not dead.
  const message = writeAwareness(writeAwarenessEntries(room.awareness.takeMoved()));
  broadcast(room, message, undefined);
}
