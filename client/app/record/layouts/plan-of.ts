/** A kind's sections, complete: those of its layout, then everything that the layout does not mention. */
import type { Field, Kind } from '../../../../shared/schema/field.ts';
import type { Layout, Section } from './layout.ts';

/** Fields that every record has and its header shows. */
const inHeader: ReadonlySet<string> = new Set(['created', 'deleted']);

/** Fields that need the whole width. */
const isWide = ({ policy }: Field): boolean => policy === 'text' || policy === 'ledger' || policy === 'set';

export function planOf(kind: Kind, layout: Layout | undefined): readonly Section[] {
  const laid = (layout?.sections ?? []).map((section) => ({
    ...section,
    // A layout may be ahead of a schema, or behind it.
    fields: section.fields.filter((name) => kind.fields.has(name)),
  }));
  const shown = new Set([...laid.flatMap(({ fields }) => fields), ...(layout?.within ?? []), ...inHeader]);
  const rest = [...kind.fields].filter(([name]) => !shown.has(name));
  const short = rest.filter(([, field]) => !isWide(field)).map(([name]) => name);
  const wide = rest.filter(([, field]) => isWide(field)).map(([name]) => name);
  return [
    ...laid.filter(({ fields, panel }) => fields.length > 0 || panel !== undefined),
    ...(rest.length > 0 ? [{ title: layout ? 'More' : 'Details', fields: [...short, ...wide] }] : []),
  ];
}
