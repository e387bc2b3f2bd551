/** Why a field was not written and what to do about it, in words for who writes a program (rule API-7). */
import type { NotWritten } from '../../shared/document/apply-writes.ts';
import { never } from '../../shared/lib/assert.ts';
import type { Kind, Role, Scalar, Value } from '../../shared/schema/field.ts';
import { roleLabels } from '../../shared/schema/roles.ts';

export interface DescribedRefusal extends NotWritten {
  readonly message: string;
}

export const describeRefusal = (
  kind: Kind | undefined,
  reason: NotWritten,
  role: Role,
): DescribedRefusal => ({
  ...reason,
  message: messageOf(kind, reason, role),
});

function messageOf(
  kind: Kind | undefined,
  { field: name, rule, problem, choices }: NotWritten,
  role: Role,
): string {
  const field = kind?.fields.get(name);
  switch (rule) {
    case 'unknown-field':
      return `A ${kind?.name ?? 'record'} has no field "${name}".`;
    case 'role': {
      const may = field?.write.map((each) => roleLabels[each]).join(', ') ?? '';
      return `Your role (${roleLabels[role]}) may not write "${name}"${may ? `; these may: ${may}` : ''}.`;
    }
    case 'server-field':
      return `"${name}" is written by the relay only: it follows from other fields.`;
    case 'append-only':
      return `"${name}" only grows: send {"append": [{…}]}. What was entered wrongly is put right by another entry.`;
    case 'workflow':
      return `"${name}" cannot go there from where it is. It can go to: ${listOf(choices ?? [])}.`;
    case 'id-taken':
      return `Another entry of "${name}" has this id, and says something else.`;
    case 'base-needed':
      return `What you had of "${name}" cannot be told: send what you had with it, as {"from", "to"} or {"add", "remove"}.`;
    case 'too-large':
      return `"${name}" has no room for more.`;
    case 'author':
      return `"${name}" names somebody else as its author.`;
    case 'schema':
      return `"${name}" ${wanted(field && 'scalar' in field ? field.scalar : undefined, field?.policy)}${problem ? ` (${problem})` : ''}.`;
    default:
      return never(rule, 'a rule');
  }
}

const listOf = (values: readonly Value[]): string =>
  values.length > 0 ? values.map((value) => String(value)).join(', ') : 'nothing, for this role';

function wanted(scalar: Scalar | undefined, policy: string | undefined): string {
  if (policy === 'text') return 'is a text, {"from", "to"} or {"append"}';
  if (policy === 'set') return 'is a list, or {"add", "remove"}';
  if (policy === 'ledger') return 'takes entries with the parts that the schema says';
  if (!scalar) return 'cannot have that value';
  switch (scalar.type) {
    case 'string':
      return `is a text of at most ${scalar.max} characters, or null`;
    case 'number':
      return `is a ${scalar.integer ? 'whole ' : ''}number from ${scalar.min} to ${scalar.max}, or null`;
    case 'money':
      return 'is a whole number of pence, or null';
    case 'boolean':
      return 'is true, false or null';
    case 'instant':
      return 'is a moment in milliseconds since 1970, or null';
    case 'date':
      return 'is a date such as 2026-11-29, or null';
    case 'enum':
      return `is one of ${scalar.values.join(', ')}, or null`;
    case 'reference':
      return `is the id of a ${scalar.kind}, or null`;
    default:
      return never(scalar, 'a type');
  }
}
