/**
 * A record as somebody has it who read it at a version and wrote in it since then, without hearing of others meanwhile: what they
 * read, with their own writes taken into it one after the other (rules BASE-9 and PUSH-4). Pure.
 */
import type { Change } from '../../shared/document/history/change.ts';
import type { PastRecord, PastValue } from '../../shared/document/history/record-at.ts';
import { mergedText } from '../../shared/document/merge-text.ts';
import { compareValues } from '../../shared/document/policy.ts';
import type { Kind, Value } from '../../shared/schema/field.ts';

/** One entry of the log that is their own: the record just before it and with it. */
export interface OwnStep {
  readonly before: PastRecord;
  readonly after: PastRecord;
  /** What of registers was written. */
  readonly changes: readonly Change[];
}

/** @param steps the oldest first */
export function joinedPast(kind: Kind, read: PastRecord, steps: readonly OwnStep[]): PastRecord {
  const fields = Object.assign(Object.create(null) as Record<string, PastValue>, read.fields);
  const review = { ...read.review };
  for (const { before, after, changes } of steps) {
    for (const [name, { policy }] of kind.fields) {
      const [had, made, has] = [before.fields[name], after.fields[name], fields[name]];
      if (policy === 'text' && typeof had === 'string' && typeof made === 'string') {
        if (typeof has === 'string') fields[name] = joinedText(has, had, made);
      } else if (policy === 'set' && isList(had) && isList(made) && isList(has)) {
        const come = made.filter((each) => !had.includes(each) && !has.includes(each));
        const gone = had.filter((each) => !made.includes(each));
        fields[name] = [...has.filter((each) => !gone.includes(each)), ...come].sort(compareValues);
      }
    }
    for (const change of changes) {
      if (change.type !== 'register') continue;
      fields[change.field] = change.wrote ?? change.to;
      delete review[change.field];
    }
  }
  return { ...read, deleted: fields['deleted'] === true, fields, review };
}

/**
 * What they have of a text of which they had `has`, and of which their own entry made `made` where it read `had`. Where it was empty
 * for them and somebody else had written it meanwhile, both stand one below the other (rule BASE-3), and theirs is what they wrote alone.
 */
function joinedText(has: string, had: string, made: string): string {
  if (has === '' && had !== '') {
    if (made.endsWith(`\n${had}`)) return made.slice(0, -had.length - 1);
    if (made.startsWith(`${had}\n`)) return made.slice(had.length + 1);
  }
  return mergedText(has, had, made);
}

const isList = (value: PastValue | undefined): value is readonly Value[] => Array.isArray(value);
