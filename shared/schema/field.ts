/**
 * The words in which a kind of record is declared. A field is data: its type, its merge policy, how grave a
 * disagreement is, who may write it and how the legacy API calls it. Everything else (documents, rows, forms,
 * REST, the relay's checks) is derived from these declarations.
 */

/** What a reader sees of concurrent values; the table in docs/SPEC.md, section MERGE. */
export type Policy = 'latest' | 'review' | 'server' | 'client' | 'text' | 'set' | 'ledger';

export type Gravity = 'low' | 'medium' | 'high' | 'critical';

export type Role = 'owner' | 'manager' | 'technician' | 'front-desk' | 'view';

/** The type of one scalar value. Money is a whole number of minor units (pence); instants are milliseconds. */
export type Scalar =
  /** `person` marks the id of somebody's account: shown by name, chosen from the shop's people. */
  | { readonly type: 'string'; readonly max: number; readonly person?: true }
  | { readonly type: 'number'; readonly min: number; readonly max: number; readonly integer: boolean }
  | { readonly type: 'money' }
  | { readonly type: 'boolean' }
  | { readonly type: 'instant' }
  /** A calendar date without a zone, `YYYY-MM-DD`. */
  | { readonly type: 'date' }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  /** The id of a record of another kind. */
  | { readonly type: 'reference'; readonly kind: string };

/** A value that a register or a ledger entry may hold. `null` clears. */
export type Value = string | number | boolean | null;

interface Declared {
  /** How the app calls it. */
  readonly label: string;
  readonly gravity: Gravity;
  /** Roles that may write it; empty means the relay and the bridge only. */
  readonly write: readonly Role[];
  /** The legacy API's name for it, where it has one. */
  readonly legacy?: string;
  /** Names it had before: readers merge them in, a write replaces them (rule SCHEMA-4). */
  readonly aliases?: readonly string[];
  /**
   * How a search reads it, where that is not as words: a `number` (of an order, a serial, an address of mail) names the
   * record and is found with or without what stands between its parts; a `phone` also in every form that people dial.
   */
  readonly find?: 'number' | 'phone' | 'never';
  /**
   * Whether it says something about a client, so that it goes with them (rule ERASE-1). Free words of a kind that is kept for
   * the books have to say so either way.
   */
  readonly personal?: boolean;
  /** What is typed into it has to look like: a form refuses a slip. What comes by other ways is taken as it is. */
  readonly typed?: 'imei';
  /** Its values are the ids of files. */
  readonly files?: true;
}

/**
 * Which values may follow which: a workflow (rule FLOW-1). `null` stands for a field that nobody wrote yet. A value that it
 * does not know can be left by nobody.
 */
export type Moves = (from: string | null) => readonly string[];

export interface RegisterField extends Declared {
  readonly policy: 'latest' | 'review' | 'server' | 'client';
  readonly scalar: Scalar;
  /** Only these moves are legal for people; any value where absent. Of enums only. */
  readonly moves?: Moves;
  /** Who may take back a move that somebody else made; whoever made it may anyway. */
  readonly takeBack?: readonly Role[];
  /**
   * A reference: whose record that one is, this one is, too (rule ERASE-1). Of several such fields the first that says
   * something counts. One that refers to somebody has to say it either way.
   */
  readonly belongs?: boolean;
}

export interface TextField extends Declared {
  readonly policy: 'text';
  /** The longest text that is accepted, in UTF-16 units. */
  readonly max: number;
}

export interface SetField extends Declared {
  readonly policy: 'set';
  readonly element: Scalar;
}

export interface LedgerField extends Declared {
  readonly policy: 'ledger';
  /** The parts of an entry beside `id`, `at` and `by`; a part that is not `optional` must be there. */
  readonly entry: Readonly<
    Record<
      string,
      {
        readonly scalar: Scalar;
        readonly label: string;
        readonly optional?: boolean;
        /** As of a field; a part that is not optional is emptied. */
        readonly personal?: boolean;
      }
    >
  >;
  /** The sum of an entry, in minor units or pieces, where the ledger has one. */
  readonly amount?: (entry: Readonly<Record<string, Value>>) => number;
}

export type Field = RegisterField | TextField | SetField | LedgerField;

/**
 * Something about a record that stands in no document and on no other device: the relay keeps it encrypted, shows it on
 * request, and destroys it (section SECRET of docs/SPEC.md).
 */
export interface Secret {
  readonly label: string;
  /** The longest that is accepted, in UTF-16 units. */
  readonly max: number;
  /** Who may set and clear it. */
  readonly write: readonly Role[];
  /** Who may see it, each time with a reason that is kept. */
  readonly reveal: readonly Role[];
  /** It is destroyed as soon as this register shows one of these values, and not taken any more. */
  readonly until: { readonly field: string; readonly values: readonly string[] };
}

/** One kind of record: order, device, ticket, client and so on; the list is `kinds.ts`. */
export interface Kind {
  /** As in document names: `ticket`. */
  readonly name: string;
  readonly label: string;
  readonly plural: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly secrets: ReadonlyMap<string, Secret>;
  /** The fields that name a record in a list, in order of preference. */
  readonly title: readonly string[];
  /** Roles that may read records of this kind, and know that there are any; everybody in the shop when absent (rule READ-1). */
  readonly read?: readonly Role[];
  /** Its records are about somebody who may ask to be erased (section ERASE of docs/SPEC.md). */
  readonly person?: true;
  /** What is not personal of it stays for the books when its client is erased; other kinds that belong to one go altogether. */
  readonly booked?: true;
  /** The fields that say where its records are, of a shop that keeps its locations apart; the first that says something counts. */
  readonly placed?: readonly string[];
}
