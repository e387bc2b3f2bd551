/** What a room sees of a socket: somebody who listens to one document, over either kind of connection. */
import type { CloseName } from '../../shared/protocol/codes.ts';
import type { Identity } from '../auth/identity.ts';
import type { RefusedEdit } from '../store/store.ts';
import type { RoomMessage } from './room-message.ts';

export interface Listener {
  readonly identity: Identity;
  /** The connection, as others know it. */
  readonly session: string;
  /** Yjs client ids that the other end vouches for as its own user's. */
  readonly own: ReadonlySet<number>;
  /** A stock client: its own presence is sent back to it, and a client id that nobody has is its own. */
  readonly plain: boolean;
  /** Whether it has another version of the schema (rule SCHEMA-11). */
  readonly otherSchema: boolean;
  deliver(message: RoomMessage): void;
  /** Delivers what it asked for, which does not count as being behind. */
  answer(message: RoomMessage): void;
  /** More of its messages are on disk: `Member.acked` grew. */
  acknowledged(updates: number): void;
  refused(edits: readonly RefusedEdit[]): void;
  /** These ids, which it takes for its own, are another user's: it is dismissed for them. */
  taken(clients: readonly number[]): void;
  /** Bytes of its updates that wait for the disk, more or fewer. */
  unstored(bytes: number): void;
  /** Does something that a message of its brought, later than it came, and on its account (rule LIMIT-9). */
  work(run: () => void): void;
  /** The room is over for it; it hears nothing more. */
  ended(why: CloseName): void;
}
