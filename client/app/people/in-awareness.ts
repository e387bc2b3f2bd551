/** Who else has this record open and in which field, read from its awareness. States come from peers and are checked. */
import type { Person } from './person.ts';
import { colorOf } from './color-of.ts';

export interface Placed extends Person {
  /** Empty when in no field. */
  readonly field: string;
}

/** `states` as awareness holds them; `self` is this session's client id. */
export function inAwareness(states: ReadonlyMap<number, unknown>, self: number): readonly Placed[] {
  const found: Placed[] = [];
  for (const [client, state] of states) {
    if (client === self || typeof state !== 'object' || state === null) continue;
    const user = partOf(state, 'user');
    const name = partOf(user, 'name');
    if (typeof name !== 'string') continue;
    const id = partOf(user, 'id');
    const field = partOf(state, 'field');
    const who = typeof id === 'string' ? id : name;
    found.push({
      key: String(client),
      user: who,
      name,
      // Never a peer's own colour: it would be put into a style.
      color: colorOf(who),
      idle: false,
      field: typeof field === 'string' ? field : '',
    });
  }
  return found;
}

function partOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}
