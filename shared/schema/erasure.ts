/**
 * Whose a record is, and what of it goes with them: read off the declarations, so that a new kind says it in its own file
 * (section ERASE of docs/SPEC.md). Pure; knows no documents.
 */
import type { Field, Kind, RegisterField } from './field.ts';
import { kinds } from './kinds.ts';

/** Kinds whose records are about somebody who may ask to be erased. */
export const personKinds = (): readonly Kind[] => [...kinds.values()].filter(({ person }) => person);

/** The references by which a record of a kind is somebody's, the first one that says something decides. */
export const belongsBy = (kind: Kind): readonly (readonly [string, RegisterField])[] =>
  [...kind.fields].flatMap(([name, field]) =>
    'belongs' in field && field.belongs ? [[name, field] as const] : [],
  );

/**
 * Kinds whose records can be somebody's, each after those that it refers to: who follows them in this order has
 * everything in one go, unless two kinds refer to each other.
 */
export function belongingKinds(): readonly Kind[] {
  const ordered: Kind[] = [];
  const add = (kind: Kind, above: readonly Kind[]): void => {
    if (ordered.includes(kind) || above.includes(kind)) return;
    for (const [, { scalar }] of belongsBy(kind)) {
      const target = scalar.type === 'reference' ? kinds.get(scalar.kind) : undefined;
      if (target && belongsBy(target).length > 0) add(target, [...above, kind]);
    }
    ordered.push(kind);
  };
  for (const kind of kinds.values()) if (belongsBy(kind).length > 0) add(kind, []);
  return ordered;
}

/**
 * `kind/id` of the record that this one belongs to, by what its row shows; undefined when it is nobody's.
 * @param fields of its row
 */
export function ownerOf(kind: Kind, fields: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, { scalar }] of belongsBy(kind)) {
    const id = fields[name];
    if (scalar.type === 'reference' && typeof id === 'string' && id !== '') return `${scalar.kind}/${id}`;
  }
  return undefined;
}

/** Whether nothing of a field may stay where its record does. What the relay derives is made anew. */
export const isPersonal = (field: Field): boolean => field.personal === true;

/** Names of the fields of a kind that hold ids of files, with the names that they had before. */
export const fileFields = (kind: Kind): readonly string[] =>
  [...kind.fields].flatMap(([name, { files, aliases = [] }]) => (files ? [name, ...aliases] : []));
