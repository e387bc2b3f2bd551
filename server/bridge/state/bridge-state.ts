/**
 * What the bridge knows of two sides, as a port: which record is which, what both last agreed on, how far it has come, what
 * it is about to do and what it gave up. What an implementation promises is `bridge-state.contract.ts`: a step is on disk,
 * all of it, when `commit` resolves, or not at all.
 */
import type { EntityId, EntityName, KindName } from '../../../shared/lib/ids.ts';
import type { Value } from '../../../shared/schema/field.ts';
import type { Seq } from '../../store/store.ts';

/** One record on both sides (rule BRIDGE-3). */
export interface Link extends EntityName {
  /** Its id there; null while it is not there yet. */
  readonly legacy: string | null;
  /** Where it was made. */
  readonly born: 'here' | 'there';
  /** The legacy id of the record that addresses of it go through; null where there is none. */
  readonly parent: string | null;
  /** What both sides last agreed on, by field; a field that is not named was never agreed on. */
  readonly base: Readonly<Record<string, Value>>;
  /** Of the listing's row that was taken in last. */
  readonly digest: string;
  /** The listing that told of it last, by number. */
  readonly listed: number;
  /** When the record itself was read last, in milliseconds; 0 for never. */
  readonly read: number;
  /** How people there know it, where that is one; see `KindMapping.known`. */
  readonly known: string | null;
  /** The relay's entry up to which all of it is in the legacy system (rule LEGACY-1). */
  readonly agreed: Seq;
  /** It is not there any more, was deleted here, or was erased here. */
  readonly gone: 'there' | 'here' | 'erased' | null;
  /** Fields whose value there, or here, cannot be taken over, by name. */
  readonly aside: Readonly<Record<string, Aside>>;
  /** Fields that the API takes no change of, and in which ours is another; absent for none. */
  readonly behind?: readonly string[];
}

export interface Aside {
  /** Whose value it is that could not be taken over. */
  readonly whose: 'theirs' | 'ours';
  readonly why: AsideReason;
  /** What it was, as JSON, shortened. */
  readonly value: string;
  /** What the API said of it, in a line, where it said something. */
  readonly said?: string;
}

/** What there is to be sent, and what was given up. */
export interface Waiting {
  readonly count: number;
  /** When the next of them is due, in milliseconds. */
  readonly next: number | undefined;
  /** Since when the oldest waits, in milliseconds. */
  readonly since: number | undefined;
  readonly deadLetters: number;
}

export type AsideReason =
  /** Theirs is of another type, a choice that is not known, or does not fit into the field. */
  | 'unreadable'
  /** There is no way to say it there: it cannot be cleared, or has no such choice. */
  | 'unsayable'
  /** The API refused it. */
  | 'refused'
  /** The API took it and kept what it had. */
  | 'ignored';

/** A message that is on both sides. */
export interface MessageLink {
  readonly ticket: EntityId;
  readonly entry: string;
  readonly legacy: string;
}

/** A record that moved here, and may have something to send (rule BRIDGE-6). */
export interface Outgoing extends EntityName {
  /** Its newest entry when it was noted. */
  readonly head: Seq;
  readonly tries: number;
  /** Milliseconds. */
  readonly notBefore: number;
  /** When it was noted first, in milliseconds. */
  readonly since: number;
}

/** What stays of a link when its record is erased. */
export const erasedLink = (link: Link): Link => ({
  ...link,
  base: {},
  aside: {},
  digest: '',
  known: null,
  gone: 'erased',
});

/** What is about to be done, noted before it is (rule BRIDGE-7). */
export interface Intent extends EntityName {
  readonly key: string;
  readonly at: number;
  readonly what:
    | { readonly do: 'take'; readonly values: Readonly<Record<string, Value>>; readonly written: number }
    | {
        readonly do: 'send';
        readonly values: Readonly<Record<string, Value>>;
        /** What a field says on its way there, where that takes several requests. */
        readonly steps?: Readonly<Record<string, readonly Value[]>>;
        /** The API said that it was done: what stands there now was made of it, or after it. */
        readonly answered?: true;
      }
    | {
        readonly do: 'create';
        readonly values: Readonly<Record<string, Value>>;
        /** Nobody waits for it any more. */
        readonly givenUp?: true;
      }
    | {
        readonly do: 'message';
        readonly entry: string;
        readonly body: string;
        readonly channel: string;
        readonly mails: boolean;
      };
}

export type DeadReason =
  /** It failed too often. */
  | 'exhausted'
  /** The API refuses it. */
  | 'refused'
  /** The record it belongs to is not there and will not be. */
  | 'parent-missing'
  /** The API does not tell what a field says there, and nothing is written over what nobody has seen. */
  | 'untold'
  /** A row of the API's that cannot be read at all. */
  | 'unreadable'
  /** The relay does not take it. */
  | 'refused-here'
  /** A bug of the bridge's. */
  | 'internal';

/** What the bridge gave up, for somebody to look at (rule BRIDGE-11). */
export interface DeadLetter {
  /** `kind/id` of ours, or `kind:legacy id` where there is none of ours. */
  readonly key: string;
  readonly kind: KindName;
  readonly id: EntityId | null;
  readonly legacy: string | null;
  readonly what: 'record' | 'message' | 'row';
  readonly reason: DeadReason;
  /** What was said, in a line. */
  readonly detail: string;
  readonly at: number;
  readonly tries: number;
  /** Messages that go with it, by their entries: who discards the letter lets go of them. */
  readonly entries?: readonly string[];
}

/** A message that somebody let go of: it is never sent, and never taken in. */
export interface LetGo {
  readonly ticket: EntityId;
  readonly entry: string;
}

/** All of it is stored, or nothing. */
export interface Step {
  readonly links?: readonly Link[];
  /** A listing told of these again, and that is all. */
  readonly listed?: { readonly kind: KindName; readonly legacy: readonly string[]; readonly listing: number };
  readonly messages?: readonly MessageLink[];
  readonly letGo?: readonly LetGo[];
  readonly outgoing?: readonly Outgoing[];
  /** Is not outgoing any more. */
  readonly sent?: readonly EntityName[];
  readonly intents?: readonly Intent[];
  readonly ended?: readonly string[];
  readonly dead?: readonly DeadLetter[];
  readonly revived?: readonly string[];
  readonly cursors?: Readonly<Record<string, string>>;
}

export interface BridgeState {
  commit(step: Step): Promise<void>;
  link(name: EntityName): Promise<Link | undefined>;
  byLegacy(kind: KindName, legacy: string): Promise<Link | undefined>;
  byKnown(kind: KindName, known: string): Promise<readonly Link[]>;
  /** Links of a kind that are there on both sides and that no listing from `listing` on told of; in the order of their ids. */
  unlisted(kind: KindName, listing: number, limit: number): Promise<readonly Link[]>;
  /** Links of a kind that are there on both sides, whose record was read before `before`, the longest ago first. */
  stale(kind: KindName, before: number, limit: number): Promise<readonly Link[]>;
  /** In the order of ids, after one. */
  links(kind: KindName, after: string, limit: number): Promise<readonly Link[]>;
  messages(ticket: EntityId): Promise<readonly MessageLink[]>;
  /** Entries of messages that somebody let go of. */
  letGo(ticket: EntityId): Promise<readonly string[]>;
  /** Due at `now`, of a kind, those noted first first. */
  due(kind: KindName, now: number, limit: number): Promise<readonly Outgoing[]>;
  outgoing(name: EntityName): Promise<Outgoing | undefined>;
  /** How many are outgoing, and when the next one is due. */
  waiting(): Promise<Waiting>;
  intents(name?: EntityName): Promise<readonly Intent[]>;
  /** Intents of creations of a kind. */
  creations(kind: KindName): Promise<readonly Intent[]>;
  /** All, or those about one record of ours; the oldest first. */
  deadLetters(name?: EntityName): Promise<readonly DeadLetter[]>;
  cursor(name: string): Promise<string | undefined>;
  /**
   * Lets go of all that is known of records, when their client is erased, but that their ids there are not to be taken in
   * again; on disk when it resolves (rule ERASE-3).
   */
  forget(names: readonly EntityName[]): Promise<void>;
  close(): Promise<void>;
}
