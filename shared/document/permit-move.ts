/**
 * Whether a write to a field with a workflow is a legal move (rule FLOW-1): the same judge at home, where one write is
 * asked about, and at the relay, where several may have come as one.
 *
 * From the values that its writer saw, a write goes to one of them again (that settles a review), forward by a move of
 * the field's, or one move back where the value that is left is the writer's own, or of anybody's for whom the field
 * names: that takes the move back.
 */
import { isSystemAuthor } from '../lib/ids.ts';
import type { Moves, RegisterField, Role, Value } from '../schema/field.ts';
import type { Entry } from './types.ts';

export interface Mover {
  readonly author: string;
  /** Unknown where nobody is asked about it: then only own moves are taken back. */
  readonly role: Role | undefined;
}

export type Seen = readonly Pick<Entry, 'value' | 'author'>[];

/**
 * @param seen the entries that were replaced; none for a field that nobody wrote
 * @param writes how many writes may lie between them and `value`, that of `value` included
 */
export function permitMove(
  field: RegisterField,
  seen: Seen,
  value: Value,
  mover: Mover,
  writes = 1,
): boolean {
  const { moves } = field;
  if (!moves || isSystemAuthor(mover.author)) return true;
  const reached = new Set<Value>(seen.map((entry) => entry.value));
  if (seen.length === 0) reached.add(null);
  let edge = [...reached];
  // All but the first of several writes leave what the same writer wrote.
  let leaves = takenBack(field, seen, mover);
  for (let write = 0; write < writes && edge.length > 0 && !reached.has(value); write++) {
    const next = edge.flatMap((from) => [
      ...forward(moves, from),
      ...(leaves.has(from) ? backward(field, moves, from) : []),
    ]);
    edge = [...new Set(next)].filter((each) => !reached.has(each));
    for (const each of next) reached.add(each);
    leaves = new Set(edge);
  }
  return reached.has(value);
}

/** What may be written now: what is there, the moves from it, and what the writer may go back to; in this order. */
export function choicesOf(field: RegisterField, seen: Seen, mover: Mover): Value[] | undefined {
  if (!field.moves || isSystemAuthor(mover.author)) return undefined;
  const { moves } = field;
  const here: Value[] = seen.length === 0 ? [null] : seen.map(({ value }) => value);
  const onward = here.flatMap((from) => forward(moves, from));
  const back = [...takenBack(field, seen, mover)].flatMap((from) => backward(field, moves, from));
  return [...new Set([...here, ...onward, ...back])];
}

/** The values that somebody may leave backwards. */
function takenBack({ takeBack = [] }: RegisterField, seen: Seen, { author, role }: Mover): Set<Value> {
  const anybodys = role !== undefined && takeBack.includes(role);
  return new Set(seen.filter((entry) => anybodys || entry.author === author).map(({ value }) => value));
}

const forward = (moves: Moves, from: Value): readonly Value[] =>
  from === null || typeof from === 'string' ? moves(from) : [];

function backward({ scalar }: RegisterField, moves: Moves, from: Value): readonly Value[] {
  if (scalar.type !== 'enum' || typeof from !== 'string') return [];
  return [null, ...scalar.values].filter((before) => moves(before).includes(from));
}
