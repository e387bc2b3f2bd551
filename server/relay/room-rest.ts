/**
 * What a room does when nobody waits for it: its row after a quiet moment, folding a long log, healing. All of it
 * can fail without anything being lost: the store is asked again the next time.
 */
import type { Cancel } from '../../shared/lib/time.ts';
import { errorKind } from '../log.ts';
import { foldDocument } from './fold-document.ts';
import type { Room } from './room.ts';
import { whenStored } from './room-write.ts';

const timers = new WeakMap<Room, Cancel>();
const folding = new WeakSet<Room>();

/** Called after something of the room was stored. */
export function afterStored(room: Room): void {
  const { time, limits } = room.context;
  if (room.tail >= limits.compactTail && !room.healing) void fold(room);
  if (!room.rowStale || timers.has(room)) return;
  timers.set(
    room,
    time.after(limits.rowEvery, () => {
      timers.delete(room);
      if (room.phase === 'open') void saveRow(room);
    }),
  );
}

/** Saves the row when it is behind and all that it shows is stored; later entries bring another occasion. */
export async function saveRow(room: Room): Promise<void> {
  const { store, log } = room.context;
  try {
    if (!room.rowStale || room.inFlight > 0 || room.head === 0 || room.healing) return;
    await store.saveRow(room.name, room.projectRow(), room.head);
  } catch (error) {
    room.rowStale = true;
    log('warn', 'row-not-saved', { ...room.name, kind: errorKind(error) });
  }
}

export async function fold(room: Room, options: { readonly heal?: boolean } = {}): Promise<void> {
  if (folding.has(room)) return;
  folding.add(room);
  const { store, log } = room.context;
  const tail = room.tail;
  try {
    const folded = await foldDocument(store, room.name, options);
    // Not to be folded yet: it is looked at again when as much has come once more, and not after every commit.
    room.tail -= tail;
    if (folded === 'damaged') return;
    if (folded === 'compacted' && options.heal) {
      room.healing = false;
      log('info', 'document-healed', { ...room.name });
    }
  } catch (error) {
    log('warn', 'not-folded', { ...room.name, kind: errorKind(error) });
  } finally {
    folding.delete(room);
  }
}

/** A peer brought what was missing: once that is on disk, the document may be whole again. */
export function heal(room: Room): void {
  whenStored(room, { stored: () => void fold(room, { heal: true }), failed: () => {} });
}

/** Before a room leaves memory. */
export async function settle(room: Room): Promise<void> {
  timers.get(room)?.();
  timers.delete(room);
  if (room.tail >= room.context.limits.compactQuiet && !room.healing) await fold(room);
  await saveRow(room);
}
