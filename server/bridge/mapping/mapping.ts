/**
 * What is known of a legacy API, as data: another API needs a mapping and no code (rule BRIDGE-1). Paths into answers are
 * dotted (`data.clients`); paths of addresses have `{id}` and `{parent}` in them.
 */
import type { KindName } from '../../../shared/lib/ids.ts';
import type { Value } from '../../../shared/schema/field.ts';
import type { Conversion } from './conversion.ts';
import type { Tally } from './tally.ts';

/**
 * `both`: equal on both sides. `from-legacy`: the API has no way to change it. `to-legacy`: what the relay derives, and
 * the API stores. `derived`: each side makes its own of what it knows; reported, never written.
 */
export type Direction = 'both' | 'from-legacy' | 'to-legacy' | 'derived';

/** How a field is sent. */
export interface Writing {
  /** The record's PATCH, or the name of one of its routes. */
  readonly route: string;
  readonly key: string;
  /** What clears it; `never`: it cannot be cleared there; `as`: by what this other field of ours says. */
  readonly clear: 'null' | 'empty' | 'never' | { readonly as: string };
}

export interface FieldMapping {
  readonly field: string;
  /** Where it stands in a record that is asked for alone. */
  readonly at: string;
  /** Where it stands in a row of a listing; absent where listings do not tell it. */
  readonly listed?: string;
  readonly direction: Direction;
  readonly conversion: Conversion;
  readonly writing?: Writing;
  /** Where it says that the API made this value up, because there was none. */
  readonly emptyWhere?: string;
  /** A field that people set by hand in the place of this derived one: while it is set, nothing follows from this one. */
  readonly byHand?: string;
  /** Of records that were made there only: what was made here has its own, which is not compared. */
  readonly bornThere?: true;
}

export interface Listing {
  readonly path: string;
  /** Where the rows are; empty where the answer is the list. */
  readonly rows: string;
  /** Where it says how many rows there are in all, where it does. */
  readonly total?: string;
  readonly limit: number;
  /** What is asked for beside page and limit, so that the order of rows holds still. */
  readonly query?: Readonly<Record<string, string>>;
  /** What lists the newest changes first, where the API can and rows say when they changed. */
  readonly newest?: Readonly<Record<string, string>>;
  /** Where a row says when it changed. */
  readonly changed?: string;
}

/** Another route than the record's own PATCH. */
export interface Route {
  readonly name: string;
  readonly method: 'PATCH' | 'POST' | 'PUT';
  readonly path: string;
  /** Sent with it every time. */
  readonly body?: Readonly<Record<string, string>>;
  /**
   * What a field says is the sum of a list's parts, which are records below it: where there is none one is made, where there is
   * one its part is written, and several are people's to change there. `{item}` is the part's id in `path`.
   */
  readonly part?: {
    readonly list: string;
    readonly quantity: string;
    readonly make: {
      readonly path: string;
      readonly body: Readonly<Record<string, string | number>>;
      /** The key that says which record it is of. */
      readonly owner: string;
    };
  };
  /** A field that is a list of rows below the record, each made, changed and deleted by itself. `{item}` is a row's id. */
  readonly rows?: {
    readonly list: string;
    readonly tally: Tally;
    readonly one: string;
    /** What is sent when one is made, beside what it says. */
    readonly body: Readonly<Record<string, string>>;
  };
  /** A status that only moves along its table: one request for each move of the way there. */
  readonly stepwise?: true;
}

export interface Messages {
  /** The ledger. */
  readonly field: string;
  /** Where a record has its messages; of a listing's row, too, where `listed`. */
  readonly at: string;
  readonly listed?: string;
  /** A listing of their own, where the record does not hold them. */
  readonly path?: string;
  readonly rows?: string;
  readonly id: string;
  /** The first of these that is there and not empty is what it says. */
  readonly body: readonly string[];
  readonly created: string;
  /** Which channel a message is of: by the value at a path. */
  readonly channel: {
    readonly at: string;
    readonly values: Readonly<Record<string, string>>;
    readonly other: string;
  };
  /** While the record says one of these nothing can be said there: what is to be said goes before that does. */
  readonly shut?: { readonly field: string; readonly values: readonly string[] };
  /** How one of ours is sent, by its channel. `id`: where the answer says its id. */
  readonly send: Readonly<
    Record<
      string,
      {
        readonly path: string;
        readonly body: string;
        /** The same as marked-up text, where it wants that, too. */
        readonly html?: string;
        readonly more?: Readonly<Record<string, string | boolean>>;
        readonly id: string;
        /** It goes to the customer. */
        readonly mails: boolean;
      }
    >
  >;
}

export interface Creation {
  readonly path: string;
  /** Where the answer says the new record's id. */
  readonly id: string;
  /** Fields by the key of the request; what is not named goes by its writing's key. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Fields that it takes, where those are not all that can be written: the others are sent once the record is there. */
  readonly takes?: readonly string[];
  /** Fields without which none can be made there. */
  readonly requires: readonly string[];
  /** Fields that say this when it is made, whatever ours say: that is told right after it. */
  readonly constants?: Readonly<Record<string, Value>>;
  /** Keys that want something of a record of ours that this one refers to. */
  readonly borrowed?: Readonly<
    Record<
      string,
      {
        readonly through: string;
        readonly field: string;
        /** Where theirs has it, when ours says nothing. */
        readonly theirs?: string;
      }
    >
  >;
  /** It came with the record that a field of ours refers to, which tells its id there. */
  readonly comesWith?: { readonly through: string; readonly at: string };
}

export interface KindMapping {
  readonly kind: KindName;
  readonly listing: Listing;
  /** Where one record is. */
  readonly one: string;
  /** Where the record is in that answer. */
  readonly record: string;
  /** The field whose record stands for `{parent}` in addresses, and where a row tells the parent's id. */
  readonly parent?: { readonly field: string; readonly at: string };
  /** Whether one record tells more than its row in a listing. */
  readonly detailed: boolean;
  /** Where a record says when it changed, where that is not where a row says it. */
  readonly changedAt?: string;
  /** Where a record says that it was deleted softly. */
  readonly removedAt?: string;
  /** Where a record says into which other one it was merged. */
  readonly mergedInto?: string;
  readonly fields: readonly FieldMapping[];
  readonly routes: readonly Route[];
  readonly creation?: Creation;
  /** Whether one can be deleted there. */
  readonly deletion?: true;
  readonly messages?: Messages;
  /** Fields that together name one record for people: how one that got another id is known again. */
  readonly known: readonly string[];
}

export interface Mapping {
  readonly name: string;
  /** In the order in which they depend on each other. */
  readonly kinds: readonly KindMapping[];
  readonly signIn: SignIn;
}

/** How a token is got and renewed. */
export interface SignIn {
  readonly renew?: {
    readonly path: string;
    readonly key: string;
    readonly token: string;
    readonly next: string;
  };
}
