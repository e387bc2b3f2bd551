/** Who an update came from, and what they may write. The app asks the same questions before it offers a field. */
import { isSystemAuthor } from '../lib/ids.ts';
import type { Field, Role } from '../schema/field.ts';

export interface Writer {
  readonly author: string;
  readonly role: Role;
  /** Whether it was made by another version of the schema: what only that one lists is taken, too (rule SCHEMA-11). */
  readonly otherSchema?: boolean | undefined;
}

/** Whether this writer may change anything at all. */
export const mayWriteAnything = ({ author, role }: Writer): boolean =>
  isSystemAuthor(author) || role !== 'view';

/** Whether this writer may change the field; undefined stands for one that this version does not know (rule REFUSE-5). */
export function mayWrite(writer: Writer, field: Field | undefined): boolean {
  if (isSystemAuthor(writer.author)) return true;
  if (!field) return mayWriteAnything(writer);
  return field.policy !== 'server' && field.write.includes(writer.role);
}
