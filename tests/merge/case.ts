/** How a case of two people editing at once is told and played: data, of which the page and the tests are both made. */
import type { OpenRecord } from '../../client/replica/types.ts';
import type { Value } from '../../shared/schema/field.ts';

/** Ana, Ben and Dee manage the shop, and Dee's clock is an hour fast; Cai is a technician. */
export type Who = 'ana' | 'ben' | 'cai' | 'dee';

export type Step =
  /** Somebody does something in the record that is open before them; `says` goes on from their name. */
  | { readonly who: Who; readonly says: string; readonly does: (open: OpenRecord) => void }
  /** From here on nobody hears of the others. */
  | 'apart'
  /** Everybody has a connection again, and everything has arrived. */
  | 'together'
  /** Everybody's page is loaded anew, with what their device holds. */
  | 'reload';

/** What every device shows in the end. */
export type Shown =
  | { readonly shows: Value | readonly Value[] }
  /** Ids differ from run to run, sums do not. */
  | { readonly sum: number; readonly entries: number }
  /** These values stand side by side, and somebody is asked. */
  | { readonly asks: readonly Value[] };

export interface MergeCase {
  readonly title: string;
  /** Of docs/SPEC.md. */
  readonly rule: string;
  readonly kind: string;
  readonly people: readonly Who[];
  readonly steps: readonly Step[];
  /** What becomes of it, for people. */
  readonly outcome: string;
  readonly ends: Readonly<Record<string, Shown>>;
  /** What comes back to somebody, with the rule that sent it back. */
  readonly sentBack?: { readonly who: Who; readonly field: string; readonly rule: string };
  /** The record's page shows nothing of it: it takes a file, or a second field. */
  readonly unpictured?: true;
  /** Who has nothing of the record at all. */
  readonly unseenBy?: Who;
}

export const shows = (value: Value | readonly Value[]): Shown => ({ shows: value });
export const asks = (...values: readonly Value[]): Shown => ({ asks: values });
export const sums = (sum: number, entries: number): Shown => ({ sum, entries });
