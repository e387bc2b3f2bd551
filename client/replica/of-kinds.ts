/** Whether a record is of one of these kinds, by its name alone. */
import type { EntityKey } from '../../shared/lib/ids.ts';

export const isOfKinds = (name: EntityKey, kinds: readonly string[]): boolean =>
  kinds.some((kind) => name.startsWith(`${kind}/`));
