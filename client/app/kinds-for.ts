/** The kinds of record that a role may read, in the order of the schema: what navigation, search and lists offer. */
import type { Kind, Role } from '../../shared/schema/field.ts';
import { kinds } from '../../shared/schema/kinds.ts';
import { mayRead } from '../../shared/schema/may-read.ts';

export const kindsFor = (role: string): readonly Kind[] =>
  [...kinds.values()].filter(({ name }) => mayRead(role as Role, name));
