/** What the bridge's engine works with; everything comes from outside. */
import type { BackoffBounds } from '../../shared/lib/backoff.ts';
import type { KindName } from '../../shared/lib/ids.ts';
import type { Random } from '../../shared/lib/random.ts';
import type { LegacyApi } from './api/legacy-api.ts';
import type { Mapping } from './mapping/mapping.ts';
import type { Records } from './records.ts';
import type { BridgeState, DeadReason } from './state/bridge-state.ts';

export interface BridgeLimits {
  /** Tries of a record before it is given up. */
  readonly tries: number;
  /** Between tries of one record. */
  readonly wait: BackoffBounds;
  /** Records that are asked for at once. */
  readonly atOnce: number;
  /** How much the changes that are looked through overlap with those of last time, in milliseconds. */
  readonly overlap: number;
  /** Pages that are read in each round of a listing in which nothing tells the newest changes. */
  readonly pages: number;
  /** Records of a kind that are read again in each round, though nothing says that they changed. */
  readonly reread: number;
  /** How long after an answer that did not come something is looked for, before it is sent again, in milliseconds. */
  readonly settle: number;
}

export const usualLimits: BridgeLimits = {
  tries: 8,
  wait: { first: 2_000, cap: 15 * 60_000 },
  atOnce: 4,
  overlap: 60_000,
  pages: 5,
  reread: 25,
  settle: 60_000,
};

export type BridgeEvent =
  | {
      readonly type: 'pulling';
      readonly kind: KindName;
      readonly rows: number;
      readonly of: number | undefined;
    }
  | { readonly type: 'taken'; readonly kind: KindName }
  | { readonly type: 'sent'; readonly kind: KindName }
  | { readonly type: 'given-up'; readonly key: string; readonly reason: DeadReason };

export interface Parts {
  readonly mapping: Mapping;
  readonly api: LegacyApi;
  readonly state: BridgeState;
  readonly records: Records;
  readonly now: () => number;
  readonly random: Random;
  readonly limits: BridgeLimits;
  /** Messages to a customer that were written before that moment, in milliseconds, are written down there and reach nobody (rule RUN-7). */
  readonly mailsSince?: number;
  /** Who works in the shop, by the id of their account. */
  readonly people?: () => Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Between two records: others have their turn. What was read of the state before may be another afterwards. */
  readonly rest?: () => Promise<void>;
  readonly tell: (event: BridgeEvent) => void;
}
