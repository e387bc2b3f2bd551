/** Something that is aimed at: of which result, how it is reckoned from its figures, and where it is out of reach, why. */

/** A figure of the result that an aim is of, as `solder.p99Ms`; undefined where there is none. */
export type Figure = (at: string) => number | undefined;

export interface Aim {
  /** By which it is known; never told. */
  readonly id: string;
  readonly aim: string;
  /** The key of the job whose result it is about. */
  readonly of: string;
  readonly value: (figure: Figure) => number | undefined;
  /** Undefined where nothing is promised: it is told beside another. */
  readonly bound?: { readonly least: number } | { readonly most: number };
  /** What else belongs to it. */
  readonly beside?: (figure: Figure) => string | undefined;
  /** How far it is and what the profile says, where it was not met in the last run. */
  readonly why?: string | ((figure: Figure) => string);
}
