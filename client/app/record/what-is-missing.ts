/** What can be said of an address at which this device has no record (rule RECORD-8). */
import type { OpenRecord, ReplicaStatus } from '../../replica/types.ts';

export type Missing =
  /** It may come any moment. */
  | 'looking'
  /** The relay knows of none that this person may see: whether there is one elsewhere is nobody's to know. */
  | 'none'
  /** Nobody can be asked now. */
  | 'unknown';

export function whatIsMissing(
  { live, turnedAway }: Pick<OpenRecord, 'live' | 'turnedAway'>,
  state: ReplicaStatus['state'],
  rowsLoaded: boolean,
): Missing {
  if (!rowsLoaded) return 'looking';
  if (live || turnedAway) return 'none';
  return state === 'offline' || state === 'error' ? 'unknown' : 'looking';
}
