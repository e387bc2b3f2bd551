/**
 * Whether it is the API that fails or one record of it (rule BRIDGE-22). There is one way to tell: the listing that the record is
 * in is asked for. Where that answers, the record is at fault, gets a letter or counts its tries, and everything else goes on.
 */
import { isTrouble, type Trouble } from './api/legacy-api.ts';
import { listPage } from './list-page.ts';
import type { KindMapping } from './mapping/mapping.ts';
import type { Parts } from './parts.ts';
import type { DeadLetter } from './state/bridge-state.ts';

/**
 * What is wrong with the record.
 * @throws the error itself where it is no answer about a record, and Trouble where the listing fails as well
 */
export async function blameRecord(parts: Parts, mapping: KindMapping, error: unknown): Promise<Trouble> {
  if (!isTrouble(error, 'unreachable', 'ambiguous', 'limited', 'refused', 'stale', 'missing')) throw error;
  await listPage(parts, mapping, 1, false);
  return error;
}

/**
 * What the API said where it refuses for good what was asked for; undefined where it does not. Who may do nothing at all just now,
 * such as one whose company is locked for an hour, is told so with the same status. @throws Trouble where the listing is refused as well
 */
export async function refusalOf(
  parts: Parts,
  mapping: KindMapping,
  error: unknown,
): Promise<string | undefined> {
  if (!isTrouble(error, 'refused')) return undefined;
  if (error.status === 403) await blameRecord(parts, mapping, error);
  return error.message;
}

/** The key of what cannot be read of theirs. */
export const unreadKey = ({ kind }: Pick<KindMapping, 'kind'>, legacy: string): string => `${kind}:${legacy}`;

/** Tells of a record that cannot be read there, until it can. */
export function unreadLetter(
  { now }: Pick<Parts, 'now'>,
  mapping: KindMapping,
  { trouble, legacy }: { readonly trouble: Trouble; readonly legacy: string },
): DeadLetter {
  const { kind } = mapping;
  const reason = trouble.kind === 'refused' ? 'refused' : 'exhausted';
  return {
    key: unreadKey(mapping, legacy),
    kind,
    id: null,
    legacy,
    what: 'row',
    reason,
    detail: trouble.message,
    at: now(),
    tries: 1,
  };
}
