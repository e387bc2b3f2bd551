/** Workflows as data: tables of moves. Knows neither documents nor people; whose move is legal when is `permit-move.ts`. */
import type { Moves, RegisterField } from './field.ts';

/**
 * @param first what a record may begin with
 * @param next what may follow each value; one that is not in it can be left by nobody
 */
export function movesBy<V extends string>(
  first: readonly V[],
  next: Readonly<Record<V, readonly V[]>>,
): Moves {
  const table = new Map<string, readonly string[]>(Object.entries<readonly V[]>(next));
  return (from) => (from === null ? first : (table.get(from) ?? []));
}

/** Whether a field's moves lead from and to values that it can have. */
export function checkMoves({ scalar, moves }: RegisterField): boolean {
  if (!moves) return true;
  if (scalar.type !== 'enum') return false;
  const { values } = scalar;
  return [null, ...values].every((from) => moves(from).every((to) => values.includes(to)));
}

/** The fewest moves from one value to another, without the first and with the last; undefined when there is no way. */
export function wayBetween(moves: Moves, from: string | null, to: string): readonly string[] | undefined {
  const ways = new Map<string | null, readonly string[]>([[from, []]]);
  // A map is walked in the order in which it grows: the nearest first.
  for (const [at, way] of ways) {
    for (const next of moves(at)) {
      if (next === to) return [...way, next];
      if (!ways.has(next)) ways.set(next, [...way, next]);
    }
  }
  return undefined;
}
