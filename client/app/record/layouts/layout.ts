/**
 * How a kind's page is laid out, as data: sections with the names of fields. What a layout does not mention is shown
 * all the same, in a last section, so that a new field or a new kind just appears.
 */
import type { Value } from '../../../../shared/schema/field.ts';

/** What a section can show besides fields; the components are in `panels.tsx`. */
export type PanelName =
  'client' | 'client-money' | 'order' | 'order-devices' | 'order-money' | 'passcode' | 'pay';

export interface Section {
  readonly title: string;
  readonly fields: readonly string[];
  readonly panel?: PanelName;
  /** Beside the main column where there is room, below it where there is none. */
  readonly side?: boolean;
  /** Closed at first where there is little room. */
  readonly folded?: boolean;
}

export interface Layout {
  readonly sections: readonly Section[];
  /** Fields that another one's component shows, such as until when somebody works on it. */
  readonly within?: readonly string[];
  /** What a new record begins with, written together with the first thing that somebody enters. */
  readonly begins?: Readonly<Record<string, Value>>;
}
