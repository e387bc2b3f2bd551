/** What of a record of ours is still to be sent (rules BRIDGE-4 and BRIDGE-6). Reads a document; decides nothing about the API. */
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { LedgerEntry } from '../../shared/document/types.ts';
import type { Value } from '../../shared/schema/field.ts';
import { isEmpty } from './is-empty.ts';
import { canonical } from './mapping/conversion.ts';
import type { FieldMapping, KindMapping } from './mapping/mapping.ts';
import type { Link } from './state/bridge-state.ts';
import { threeWay, type FieldStep } from './three-way.ts';
import { valueOf } from './write-theirs.ts';

export interface OurField {
  readonly mapping: FieldMapping;
  /** In the form in which it is compared. */
  readonly value: Value;
  readonly review: boolean;
}

export interface OurRecord {
  readonly fields: ReadonlyMap<string, OurField>;
  /** Entries of the mapped ledger. */
  readonly entries: readonly LedgerEntry[];
  readonly deleted: boolean;
  /** Whether people are asked whether it is. */
  readonly deletionAsked: boolean;
  /** Whether somebody ever wrote it. */
  readonly there: boolean;
  /** When it was made, in milliseconds. */
  readonly created: Value;
}

export function readOurs(entity: EntityDocument, mapping: KindMapping): OurRecord {
  const review = new Set(entity.reviews().map(({ field }) => field));
  const fields = new Map<string, OurField>();
  for (const each of mapping.fields) {
    const value = canonical(
      each.byHand ? derivedValue(entity, each.field, each.byHand) : valueOf(entity, each),
    );
    const prose = entity.kind.fields.get(each.field)?.policy === 'text';
    fields.set(each.field, {
      mapping: each,
      value: prose ? (value ?? '') : value,
      review: review.has(each.field),
    });
  }
  return {
    fields,
    entries: mapping.messages ? entity.ledger(mapping.messages.field) : [],
    deleted: entity.deleted,
    deletionAsked: review.has('deleted'),
    there: entity.get('created') !== null || entity.entries('deleted').length > 0 || hasAny(fields),
    created: entity.get('created'),
  };
}

/** Null while it is set by hand, and from when that was taken back until it is derived again. */
function derivedValue(entity: EntityDocument, field: string, byHand: string): Value {
  if (entity.get(byHand) !== null) return null;
  const value = entity.get(field);
  const declared = entity.kind.fields.get(byHand);
  const isByHand =
    declared &&
    'scalar' in declared &&
    declared.scalar.type === 'enum' &&
    declared.scalar.values.includes(String(value));
  return isByHand ? null : value;
}

const hasAny = (fields: ReadonlyMap<string, OurField>): boolean =>
  [...fields.values()].some(({ value }) => !isEmpty(value));

export interface Step {
  readonly field: string;
  readonly step: FieldStep;
  readonly value: Value;
  readonly mapping: FieldMapping;
}

/**
 * Field by field, as things stand by what is known.
 * @param theirs what the API said just now, by field; what both sides agreed on where it is not given
 */
export function stepsOf(ours: OurRecord, link: Link, theirs?: ReadonlyMap<string, Value>): readonly Step[] {
  return [...ours.fields.values()].flatMap(({ mapping, value, review }): Step[] => {
    const { field, direction, bornThere } = mapping;
    if (bornThere && link.born === 'here') return [];
    const base = link.base[field];
    const aside = link.aside[field];
    // Theirs cannot be read just now: nothing is written over what nobody here has seen.
    const unknown = aside?.whose === 'theirs' && !theirs?.has(field);
    const kept = direction === 'to-legacy' ? undefined : base;
    const said = unknown ? undefined : theirs ? theirs.get(field) : kept;
    const step = threeWay({ direction, base, ours: value, theirs: said, review });
    // What could not be sent is not tried again until somebody writes another value.
    if (step === 'send' && aside?.whose === 'ours' && aside.value === JSON.stringify(value)) return [];
    return [{ field, step, value, mapping }];
  });
}

/** Whether anything can be sent now. */
export const hasToSend = (ours: OurRecord, link: Link, known: ReadonlySet<string>): boolean =>
  stepsOf(ours, link).some(({ step }) => step === 'send') || ours.entries.some(({ id }) => !known.has(id));

/** Fields that the API takes no change of, and in which ours is not what both sides last agreed on (rule LEGACY-5). */
export const behindIn = (ours: OurRecord, { base, born }: Pick<Link, 'base' | 'born'>): readonly string[] =>
  [...ours.fields.values()].flatMap(({ mapping: { field, direction, bornThere }, value }) => {
    if (direction !== 'from-legacy' || (bornThere && born === 'here')) return [];
    return (value ?? '') === (base[field] ?? '') ? [] : [field];
  });

/** Steps that wait for nothing but that the API tells what stands there: nothing is written over what nobody has seen. */
export const untoldOf = (steps: readonly Step[], ours: OurRecord, link: Link): readonly Step[] =>
  steps.filter(({ field, step }) => step === 'wait' && !link.aside[field] && !ours.fields.get(field)?.review);
