/** Who may read which kind of record (rule READ-1). The one judge of it, for the relay and the app alike. */
import type { Role } from './field.ts';
import { kinds } from './kinds.ts';

/** Kinds that this version does not know are open to everybody in the shop: only a newer one knows better (rule SCHEMA-6). */
export const mayRead = (role: Role, kind: string): boolean => kinds.get(kind)?.read?.includes(role) ?? true;

/** The known kinds that a role may not read. */
export const hiddenKinds = (role: Role): readonly string[] =>
  [...kinds.keys()].filter((kind) => !mayRead(role, kind));
