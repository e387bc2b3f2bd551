/** Builders of field declarations and kinds, so that a kind's file reads like a table. Nothing here is checked at run time but the table itself. */
import { assert } from '../lib/assert.ts';
import { checkMoves } from './moves.ts';
import type {
  Field,
  Gravity,
  Kind,
  LedgerField,
  RegisterField,
  Role,
  Scalar,
  Secret,
  SetField,
  TextField,
} from './field.ts';
import { instant, yesNo } from './scalar.ts';
import { desk, staff } from './roles.ts';

type Names = Pick<Field, 'legacy' | 'aliases' | 'find' | 'personal' | 'typed' | 'files'>;

const register =
  (policy: RegisterField['policy']) =>
  (
    label: string,
    scalar: Scalar,
    gravity: Gravity,
    write: readonly Role[],
    more: Names & Pick<RegisterField, 'moves' | 'takeBack' | 'belongs'> = {},
  ): RegisterField => ({ policy, label, scalar, gravity, write, ...more });

export const latest = register('latest');
export const review = register('review');
export const client = register('client');
export const server = register('server');

export const text = (
  label: string,
  max: number,
  gravity: Gravity,
  write: readonly Role[],
  names: Names = {},
): TextField => ({ policy: 'text', label, max, gravity, write, ...names });

export const set = (
  label: string,
  element: Scalar,
  gravity: Gravity,
  write: readonly Role[],
  names: Names = {},
): SetField => ({ policy: 'set', label, element, gravity, write, ...names });

export const ledger = (
  label: string,
  entry: LedgerField['entry'],
  gravity: Gravity,
  write: readonly Role[],
  more: Names & Pick<LedgerField, 'amount'> = {},
): LedgerField => ({ policy: 'ledger', label, entry, gravity, write, ...more });

/** A field name: also a part of a Yjs root name, a JSON key and a column of an export. */
const namePattern = /^[a-z][A-Za-z0-9]{0,39}$/;

/** What is said of a kind as a whole. */
interface Rights {
  /** Who may read its records; everybody when absent. */
  readonly read?: readonly Role[];
  /** Who may make and delete its records; when absent, staff make them and the desk deletes them. */
  readonly write?: readonly Role[];
  /** What is kept about its records outside of documents. */
  readonly secrets?: Readonly<Record<string, Secret>>;
  readonly person?: true;
  readonly booked?: true;
  /** Fields that hold a location, or refer to a record that this one goes with (section PLACE of docs/SPEC.md). */
  readonly placed?: readonly string[];
}

/**
 * A kind with the two fields that every record has: `created`, written once by whoever makes it, and `deleted`
 * (rule MERGE-8).
 */
export function kind(
  name: string,
  label: string,
  plural: string,
  title: readonly string[],
  declared: Readonly<Record<string, Field>>,
  { read, write, secrets = {}, person, booked, placed }: Rights = {},
): Kind {
  const fields = new Map<string, Field>(Object.entries(declared));
  fields.set('created', latest('Created', instant, 'low', write ?? staff));
  fields.set('deleted', review('Deleted', yesNo, 'critical', write ?? desk));
  const names = new Set<string>();
  for (const [field, { aliases = [], write: writers }] of fields) {
    for (const role of writers)
      assert(read?.includes(role) ?? true, `${name}: ${role} writes ${field} unread`);
    for (const each of [field, ...aliases]) {
      assert(namePattern.test(each), `${name}: ${each} is no field name`);
      assert(!names.has(each), `${name}: ${each} is declared twice`);
      names.add(each);
    }
  }
  for (const [field, declaredAs] of fields) {
    if ('moves' in declaredAs) assert(checkMoves(declaredAs), `${name}: ${field} moves to what it cannot be`);
  }
  for (const [field, declaredAs] of fields) {
    const ofReference = 'scalar' in declaredAs && declaredAs.scalar.type === 'reference';
    assert(!('belongs' in declaredAs) || ofReference, `${name}: ${field} belongs to no record`);
    for (const part of booked ? undecided(field, declaredAs) : [])
      assert(false, `${name}: ${part} does not say whether it is personal`);
  }
  for (const each of title) assert(fields.has(each), `${name}: title ${each} is no field`);
  for (const each of placed ?? []) {
    const field = fields.get(each);
    const says = field && 'scalar' in field && ['string', 'reference'].includes(field.scalar.type);
    assert(says, `${name}: ${each} says no place`);
  }
  const kept = new Map(Object.entries(secrets));
  for (const [secret, { until, write: writers, reveal }] of kept) {
    assert(namePattern.test(secret) && !names.has(secret), `${name}: ${secret} is no name for a secret`);
    const register = fields.get(until.field);
    const scalar = register && 'scalar' in register ? register.scalar : undefined;
    const ends = scalar?.type === 'enum' && until.values.every((value) => scalar.values.includes(value));
    assert(ends && until.values.length > 0, `${name}: ${secret} would never be destroyed`);
    for (const role of [...writers, ...reveal])
      assert(read?.includes(role) ?? true, `${name}: ${role} has ${secret} of what they may not read`);
  }
  return {
    name,
    label,
    plural,
    fields,
    secrets: kept,
    title,
    ...(read && { read }),
    ...(person && { person }),
    ...(booked && { booked }),
    ...(placed && { placed }),
  };
}

const isWords = (scalar: Scalar): boolean => scalar.type === 'string' && scalar.person !== true;

/** Names of a field, or of parts of its entries, that hold free words and do not say whether those are personal. */
function undecided(name: string, field: Field): readonly string[] {
  if (field.policy === 'ledger') {
    return Object.entries(field.entry)
      .filter(([, { scalar, personal }]) => isWords(scalar) && (personal ?? field.personal) === undefined)
      .map(([part]) => `${name}.${part}`);
  }
  if (field.personal !== undefined) return [];
  if (field.policy === 'text') return [name];
  return isWords(field.policy === 'set' ? field.element : field.scalar) ? [name] : [];
}
