/**
 * How much may be gone there at once before somebody is asked (rule BRIDGE-26). An API that was reset, another company's, or another
 * address has none of the records: following it would delete the shop. The bridge holds instead, sends nothing and deletes
 * nothing, until somebody says that it is right, or a listing tells of them again.
 */
import type { KindName } from '../../shared/lib/ids.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';
import type { BridgeState } from './state/bridge-state.ts';

/** As many are deleted without a question, however few there are. */
export const fewGone = 20;
/** Of all of a kind. */
const share = 0.25;

const heldAt = 'held';
const confirmedAt = (kind: KindName): string => `gone-confirmed/${kind}`;

/** A listing of everything would delete too much here. */
export class Held extends Error {
  override readonly name = 'Held';
}

/** How many records of a kind may be gone at once; all of them when somebody said so. @param gone how many seem to be */
export async function mostGone({ state }: Parts, { kind }: KindMapping, gone: number): Promise<number> {
  if (gone <= fewGone || (await state.cursor(confirmedAt(kind))) === 'yes') return gone;
  const there = await state.unlisted(kind, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return Math.max(fewGone, Math.floor(there.length * share));
}

export interface Absent {
  /** Records that the listing left out. */
  readonly untold: number;
  /** How many of these were asked for by themselves, and how many of those are not there. */
  readonly asked: number;
  readonly missing: number;
}

/** @throws Held */
export async function hold(
  { state }: Parts,
  { kind }: KindMapping,
  { untold, asked, missing }: Absent,
): Promise<never> {
  await state.commit({ cursors: { [heldAt]: kind } });
  const has = missing === asked ? `has none of the ${asked}` : `does not have ${missing} of the ${asked}`;
  throw new Held(
    `the legacy system does not tell of ${untold} records of the kind ${kind} any more, and ${has} that were asked for: nothing is deleted or sent`,
  );
}

/** Whether the other side is to be listed before anything is sent. */
export const isHeld = async (state: Pick<BridgeState, 'cursor'>): Promise<boolean> =>
  ((await state.cursor(heldAt)) ?? '') !== '';

/** It may be another system from now on: before anything is sent it is looked whether it has the same records. */
export const doubt = (state: BridgeState): Promise<void> => state.commit({ cursors: { [heldAt]: 'all' } });

/** All kinds were listed to their end. */
export async function trust({ state, mapping }: Parts): Promise<void> {
  const over = mapping.kinds.map(({ kind }) => [confirmedAt(kind), '']);
  await state.commit({ cursors: { ...Object.fromEntries(over), [heldAt]: '' } });
}

/** Somebody says that what is not told of is to be deleted here; until everything was listed once. */
export async function confirmGone({ state, mapping }: Parts): Promise<void> {
  const said = mapping.kinds.map(({ kind }) => [confirmedAt(kind), 'yes']);
  await state.commit({ cursors: Object.fromEntries(said) });
}
