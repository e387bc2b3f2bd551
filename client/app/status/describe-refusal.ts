/** Why the relay wrote an edit back, for the person who made it or for others. Rules are those of docs/SPEC.md, section REFUSE. */

const reasons: Readonly<Record<string, string>> = {
  schema: 'The value was not of the kind this field takes.',
  author: 'It was written in somebody else’s name.',
  'server-field': 'Only the relay writes this field.',
  'append-only': 'Entries of this list are never changed or removed.',
  'too-large': 'It was too large.',
  erased: 'The record was erased, for a client who asked for it, and the edit went with it.',
  workflow: 'That step does not follow from where it was.',
};

/** A rule that this version does not know is shown by its name. `mine` is whether its author reads it. */
export function describeRefusal(rule: string, mine = true): string {
  if (rule === 'role') return `${mine ? 'Your role' : 'Their role'} may not write this field.`;
  return Object.hasOwn(reasons, rule) ? (reasons[rule] ?? rule) : `Refused by the rule "${rule}".`;
}
