/**
 * Writes what the legacy system says into a record, as somebody does who had seen only what both sides agreed on (rule
 * BRIDGE-5). So what people wrote meanwhile stands beside it, and each field's own policy decides.
 */
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { mergeText } from '../../shared/document/merge-text.ts';
import { sawValues, type Saw } from '../../shared/document/saw.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Value } from '../../shared/schema/field.ts';
import { canonical } from './mapping/conversion.ts';
import type { FieldMapping, KindMapping } from './mapping/mapping.ts';
import { between, countsOf, partsOf, tallyOurs, type Tally } from './mapping/tally.ts';

/** What both sides last agreed on. */
export type Base = Readonly<Record<string, Value>>;

export function writeTheirs(
  entity: EntityDocument,
  mapping: KindMapping,
  {
    base,
    values,
    at,
  }: {
    readonly base: Base;
    readonly values: ReadonlyMap<string, Value>;
    /** When it was written there, in milliseconds, where that is known. */
    readonly at: number | undefined;
  },
): void {
  const saw = sawValues(new Map(Object.entries(base)), at);
  const review = new Set(entity.reviews().map(({ field }) => field));
  for (const each of mapping.fields) {
    const name = each.field;
    const value = values.get(name);
    if (value === undefined) continue;
    if (each.conversion.as === 'tally') {
      appendMissing(entity, name, each.conversion.tally, base[name], value, at);
      continue;
    }
    const field = must(entity.kind.fields.get(name), 'a field of the kind');
    if (field.policy === 'text') mergeText(entity.text(name), asText(base[name]), asText(value));
    // Who says the same agrees.
    else if (review.has(name) || canonical(valueOf(entity, each)) !== value) entity.set(name, value, saw);
  }
}

/**
 * It is not there any more. What people wrote here since both sides agreed was not seen by whoever deleted it: they are
 * asked (rule MERGE-8). Fields that the legacy system does not have do not count.
 */
export function deleteAsTheirs(entity: EntityDocument, mapping: KindMapping, base: Base): void {
  const mapped = new Set(mapping.fields.map(({ field }) => field));
  const moved = new Set<string>();
  for (const each of mapping.fields) {
    const { field: name, conversion } = each;
    const isList = conversion.as === 'tally';
    if (!isList && entity.kind.fields.get(name)?.policy !== 'text') continue;
    const agreed = isList ? (base[name] ?? null) : asText(base[name]);
    if (valueOf(entity, each) !== agreed) moved.add(name);
  }
  const { entry } = sawValues(new Map(Object.entries(base)));
  const saw: Saw = {
    entry: (placed) => !mapped.has(placed.entry.field) || entry(placed),
    moved,
  };
  entity.delete(saw);
}

/** What came there since both sides agreed is added here, and what went is taken from it, as people do (rule MERGE-7). */
function appendMissing(
  entity: EntityDocument,
  field: string,
  tally: Tally,
  base: Value | undefined,
  value: Value,
  at: number | undefined,
): void {
  for (const [sort, count] of between(countsOf(base), countsOf(value)))
    entity.append(field, partsOf(tally, sort, count), at === undefined ? {} : { at });
}

/** What a field shows. */
export function valueOf(
  entity: EntityDocument,
  { field: name, conversion }: Pick<FieldMapping, 'field' | 'conversion'>,
): Value {
  const field = must(entity.kind.fields.get(name), 'a field of the kind');
  if (conversion.as === 'tally') return tallyOurs(conversion.tally, entity.ledger(name));
  return field.policy === 'text' ? entity.text(name).toJSON() : entity.get(name);
}

const asText = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
