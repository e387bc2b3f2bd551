/**
 * The awareness of a record as the editor's binding may see it. The binding puts a state's colours into a style as
 * they are, so that it gets this page's own colour for the person and none of the peer's (rule APP-6).
 */
import type { Awareness } from 'y-protocols/awareness';
import { colorOf } from '../people/color-of.ts';

type Shared = Pick<Awareness, 'doc' | 'getLocalState' | 'setLocalStateField' | 'on' | 'off' | 'getStates'>;

interface Caret {
  readonly cursor: unknown;
  readonly user: { readonly name: string; readonly color: string };
}

export type CaretAwareness = Omit<Shared, 'getStates'> & { getStates(): Map<number, Caret> };

export function caretAwareness(awareness: Shared): CaretAwareness {
  return {
    doc: awareness.doc,
    getLocalState: () => awareness.getLocalState(),
    setLocalStateField: (field, value) => awareness.setLocalStateField(field, value),
    on: (name, listener) => awareness.on(name, listener),
    off: (name, listener) => awareness.off(name, listener),
    getStates: () => caretsIn(awareness.getStates()),
  };
}

/** `states` as awareness holds them; they come from peers and may be anything. */
export function caretsIn(states: ReadonlyMap<number, unknown>): Map<number, Caret> {
  const carets = new Map<number, Caret>();
  for (const [client, state] of states) {
    const user = partOf(state, 'user');
    const told = partOf(user, 'name');
    const id = partOf(user, 'id');
    const name = typeof told === 'string' ? told : 'Somebody';
    const color = colorOf(typeof id === 'string' ? id : name);
    carets.set(client, { cursor: partOf(state, 'cursor'), user: { name, color } });
  }
  return carets;
}

function partOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}
