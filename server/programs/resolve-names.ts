/** References to records by the names that their program gave them (rule PUSH-3). */
import { parseKind, type KindName } from '../../shared/lib/ids.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';

/** Puts the ids of records in the place of the program's names for them. */
export function resolveNames(
  fields: ReadonlyMap<string, unknown>,
  kind: KindName,
  nameOf: (kind: KindName, as: string) => string,
): { readonly fields: ReadonlyMap<string, unknown>; readonly refersTo: readonly string[] } {
  const declared = kindNamed(kind)?.fields;
  const resolved = new Map<string, unknown>();
  const refersTo: string[] = [];
  for (const [name, value] of fields) {
    const field = declared?.get(name);
    const as = typeof value === 'object' && value !== null && 'as' in value ? value.as : undefined;
    const scalar = field && 'scalar' in field ? field.scalar : undefined;
    const target = scalar?.type === 'reference' ? parseKind(scalar.kind) : undefined;
    if (typeof as !== 'string' || !target) {
      resolved.set(name, value);
      continue;
    }
    const id = nameOf(target, as);
    resolved.set(name, id);
    refersTo.push(`${target}/${id}`);
  }
  return { fields: resolved, refersTo };
}
