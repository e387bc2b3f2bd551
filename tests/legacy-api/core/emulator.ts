/** What both emulators are to a test: an address, a way to be a user of the legacy system, and a look inside. */
import type { Time } from '../../../shared/lib/time.ts';
import type { Choices } from '../choices.ts';
import type { LegacyClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Requests } from './requests.ts';

/** A mail or SMS that went out to somebody: whatever a person would have got. */
export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** `reply`, `status`, `quote`, `despatch`, `code`. */
  readonly cause: string;
  /** As the database writes dates. */
  readonly at: string;
}

export interface StartOptions {
  readonly time: Time;
  /** For ids and the invented shop; 1 unless told. */
  readonly seed?: number;
  /** How many records the shop has from the start; none unless told. */
  readonly records?: number;
  /** 0 picks one. */
  readonly port?: number;
  /** A file that stays, or `:memory:`. */
  readonly file?: string;
  readonly choices?: Partial<Choices>;
}

export interface Emulator {
  /** With the root of the API: `http://127.0.0.1:4600/api`; an address of the sheet follows. */
  readonly url: string;
  readonly clock: LegacyClock;
  readonly faults: Faults;
  readonly requests: Requests;
  readonly choices: Choices;
  /** All that went out, oldest first, codes to sign in left out. */
  mails(): readonly Mail[];
  /** Everything of a table as it is stored, in the order in which it was made. */
  rows(table: string): readonly Readonly<Record<string, string | number | null>>[];
  /** Several things that users of the legacy system do, as one. */
  asUser<T>(work: () => T): T;
  stop(): Promise<void>;
}
