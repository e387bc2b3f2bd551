/** What users of a legacy system do while somebody turns its pages, by chance: what a schedule of faults calls. */
import { pick, type Random } from '../../../shared/lib/random.ts';
import { anyId, type Counted } from './any-id.ts';
import type { Mischief } from './faults.ts';
import { legacyId } from './legacy-ids.ts';

const kinds = ['clients', 'orders', 'devices', 'tickets'] as const;
type Kind = (typeof kinds)[number];

interface Doing {
  edit(kind: Kind, id: string, patch: Readonly<Record<string, never>>): void;
  rename(kind: Kind, from: string, to: string): void;
  delete(kind: Kind, id: string): void;
}

/** @param random makes new ids; which record it is follows the schedule's own chance */
export function mischief(tables: Readonly<Record<Kind, Counted>>, user: Doing, random: Random): Mischief {
  const some = (chance: Random, act: (kind: Kind, id: string) => void): void => {
    const kind = pick(chance, kinds);
    const id = anyId(tables[kind], chance);
    if (id !== undefined) act(kind, id);
  };
  return {
    moved: (chance) => some(chance, (kind, id) => user.edit(kind, id, {})),
    'same-second': (chance) => {
      for (let left = 3; left > 0; left--) some(chance, (kind, id) => user.edit(kind, id, {}));
    },
    renamed: (chance) => some(chance, (kind, id) => user.rename(kind, id, legacyId(random))),
    deleted: (chance) => some(chance, (kind, id) => user.delete(kind, id)),
  };
}
