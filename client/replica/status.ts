/** What the user is told, as a pure function of the parts (rules STATUS-1 to STATUS-3). */
import { never } from '../../shared/lib/assert.ts';
import type { Pending, ReplicaStatus, StorageProblem, SyncProblem } from './types.ts';
import type { WireState } from './wire.ts';

export interface CatchUpState {
  /** `idle` when nothing was asked for and nothing is known to have moved. */
  readonly kind: 'idle' | 'receiving' | 'failed';
  readonly done: number;
  readonly total: number;
  /** How many of `done` are of which kind; a tab of an older version does not say. */
  readonly byKind?: Readonly<Record<string, number>>;
  readonly problem: SyncProblem | null;
}

export interface StatusParts {
  readonly opened: boolean;
  readonly wire: WireState;
  readonly since: number;
  readonly catchUp: CatchUpState;
  readonly pending: Pending;
  /** Records with unsent edits that the relay turned away. */
  readonly heldBack: number;
  /** Edits that were unsent when sending began, and how many of them still are: null when nobody asked. */
  readonly sending: { readonly done: number; readonly total: number };
  /** Records with unsent edits, by kind. */
  readonly waiting: Readonly<Record<string, number>>;
  readonly lastSync: number | null;
  readonly lastSyncByKind: ReadonlyMap<string, number>;
  readonly storage: StorageProblem | null;
  readonly leader: boolean;
}

/** Edits of a person at work are sent within moments and need no progress; more than this is a backlog. */
const backlog = 25;

export function statusOf(parts: StatusParts): ReplicaStatus {
  const { opened, wire, catchUp, pending, heldBack, sending } = parts;
  const { since, lastSync, lastSyncByKind, storage, leader } = parts;
  const always = { pending, since, lastSync, lastSyncByKind, storage, leader };
  if (!opened) return { ...always, state: 'opening' };
  switch (wire.kind) {
    case 'offline':
      return { ...always, state: 'offline', retryAt: wire.retryAt };
    case 'connecting':
      return { ...always, state: 'connecting' };
    case 'refused':
      return { ...always, state: 'error', problem: wire.problem };
    case 'online': {
      const connection = wire.slow ? 'slow' : 'online';
      if (catchUp.kind === 'failed' && catchUp.problem) {
        return { ...always, state: 'error', problem: catchUp.problem };
      }
      if (sending.total > backlog && pending.records > heldBack) {
        return {
          ...always,
          state: 'syncing',
          connection,
          doing: 'sending',
          ...progress(sending),
          byKind: parts.waiting,
        };
      }
      if (catchUp.kind === 'receiving') {
        const { byKind = {} } = catchUp;
        return { ...always, state: 'syncing', connection, doing: 'receiving', ...progress(catchUp), byKind };
      }
      if (pending.edits === 0) return { ...always, state: 'completed', connection };
      return { ...always, state: 'idle', connection, ...(heldBack > 0 && { heldBack }) };
    }
    default:
      return never(wire, 'a wire state');
  }
}

function progress({ done, total }: { readonly done: number; readonly total: number }) {
  const bounded = Math.min(done, total);
  return { done: bounded, total, progress: total > 0 ? bounded / total : 0 };
}
