/** Why the relay wrote an edit back, for the person who made it. Rules are those of docs/SPEC.md, section REFUSE. */

const reasons: Readonly<Record<string, string>> = {
  schema: 'The value was not of the kind this field takes.',
  author: 'It was written in somebody else’s name.',
  'server-field': 'Only the relay writes this field.',
  'append-only': 'Entries of this list are never changed or removed.',
  role: 'Your role may not write this field.',
  'too-large': 'It was too large.',
  workflow: 'That step does not follow from where it was.',
};

/** A rule that this version does not know is shown by its name. */
export const describeRefusal = (rule: string): string =>
  Object.hasOwn(reasons, rule) ? (reasons[rule] ?? rule) : `Refused by the rule "${rule}".`;
