/** Who may read which kind of record (rule READ-1). The one judge of it, for the relay and the app alike. */
import { must } from '../lib/assert.ts';
import { parseKind, type KindName } from '../lib/ids.ts';
import type { Role } from './field.ts';
import { kinds } from './kinds.ts';

/** Kinds that this version does not know are open to everybody in the shop: only a newer one knows better (rule SCHEMA-6). */
export const mayRead = (role: Role, kind: string): boolean => kinds.get(kind)?.read?.includes(role) ?? true;

/** The known kinds that a role may not read. */
export const withheldKinds = (role: Role): readonly KindName[] =>
  [...kinds.keys()]
    .filter((kind) => !mayRead(role, kind))
    .map((kind) => must(parseKind(kind), 'a declared kind has a legal name'));
