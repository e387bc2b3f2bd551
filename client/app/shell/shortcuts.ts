/**
 * Keys for a counter where nobody reaches for the mouse: one key, or `g` and another one. Pure: which keys mean what; where
 * a key is pressed and what then happens is `use-shortcuts.ts`.
 */

export interface Shortcut {
  /** As `KeyboardEvent.key`, one after the other. */
  readonly keys: readonly string[];
  readonly label: string;
  /** Where it leads, below the shop; absent for what is not a place. */
  readonly to?: string;
}

export const help: Shortcut = { keys: ['?'], label: 'Show these keys' };

export const shortcuts: readonly Shortcut[] = [
  { keys: ['g', 'b'], label: 'Bench', to: 'board' },
  { keys: ['g', 'k'], label: 'Calendar', to: 'calendar' },
  { keys: ['g', 'o'], label: 'Orders', to: 'order' },
  { keys: ['g', 'd'], label: 'Devices', to: 'device' },
  { keys: ['g', 't'], label: 'Tickets', to: 'ticket' },
  { keys: ['g', 'c'], label: 'Clients', to: 'client' },
  { keys: ['g', 'i'], label: 'Inventory', to: 'item' },
  { keys: ['g', 'r'], label: 'To decide', to: 'reviews' },
  { keys: ['g', 'p'], label: 'Team', to: 'team' },
  { keys: ['g', 's'], label: 'Sync', to: 'sync' },
  help,
];

/** Keys further apart than this are no sequence, in milliseconds. */
export const sequenceWithin = 1_200;

export interface Pressed {
  readonly key: string;
  readonly at: number;
}

/** The shortcut that the last key completes, if any. */
export function completedBy(
  pressed: readonly Pressed[],
  among: readonly Shortcut[] = shortcuts,
): Shortcut | undefined {
  return among.find(({ keys }) => {
    const last = pressed.slice(-keys.length);
    return (
      last.length === keys.length &&
      keys.every((key, at) => last[at]?.key === key) &&
      last.every(({ at }, index) => index === 0 || at - (last[index - 1]?.at ?? 0) <= sequenceWithin)
    );
  });
}
