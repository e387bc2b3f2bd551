/** The fewest legal moves from one status to another, without the first; undefined where none lead there. Pure. */
import type { Moves } from '../../shared/schema/field.ts';

export function shortestWay(moves: Moves, from: string, to: string): readonly string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  let edge = [from];
  while (edge.length > 0 && !cameFrom.has(to)) {
    const next: string[] = [];
    for (const at of edge) {
      for (const each of moves(at)) {
        if (cameFrom.has(each)) continue;
        cameFrom.set(each, at);
        next.push(each);
      }
    }
    edge = next;
  }
  if (!cameFrom.has(to)) return undefined;
  const way: string[] = [];
  for (let at: string | undefined = to; at !== undefined && at !== from; at = cameFrom.get(at))
    way.unshift(at);
  return way;
}
