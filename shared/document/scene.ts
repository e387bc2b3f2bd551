/** Scenes for the tests of this folder: a kind with every policy, and replicas with clocks of their own. */
import * as Y from 'yjs';
import { ManualTime } from '../lib/manual-time.ts';
import { seededRandom } from '../lib/random.ts';
import { StampClock } from '../lib/stamp.ts';
import { client, kind, latest, ledger, review, server, set, text } from '../schema/declare.ts';
import type { Kind } from '../schema/field.ts';
import { line, money, oneOf, whole } from '../schema/scalar.ts';
import { bench, desk, nobody, staff } from '../schema/roles.ts';
import type { EntityDocument } from './entity-document.ts';
import { openEntity } from './open-entity.ts';

/** How often a property is tried: `SOLDER_RUNS`, or a number that keeps the suite quick. */
export const runs = (usual: number): number => Number(process.env['SOLDER_RUNS'] ?? usual);

/** A kind with every policy and few fields, so that random edits meet. */
export const thing: Kind = kind('thing', 'Thing', 'Things', ['name'], {
  name: latest('Name', line(), 'low', staff),
  state: review('State', oneOf('new', 'open', 'done'), 'high', staff),
  price: review('Price', money, 'critical', desk),
  phone: client('Phone', line(), 'medium', staff),
  total: server('Total', whole(0, 1_000_000), 'low', nobody),
  notes: text('Notes', 200, 'low', bench),
  tags: set('Tags', line(20), 'low', staff),
  stock: ledger('Stock', { pieces: { scalar: whole(-99, 99), label: 'Pieces' } }, 'high', staff, {
    amount: ({ pieces }) => (typeof pieces === 'number' ? pieces : 0),
  }),
});

export interface Scene {
  readonly doc: Y.Doc;
  readonly time: ManualTime;
  readonly entity: EntityDocument;
  /** Every update this replica made itself, in order. */
  readonly made: Uint8Array[];
}

/** Marks what came from elsewhere, so that `made` holds own updates only. */
export const arrived = Symbol('arrived');

let seeds = 1;

/** A replica of one record; `clientID` makes runs repeat. */
export function replica(author: string, clientID: number, of: Kind = thing, now = 1_700_000_000_000): Scene {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  const time = new ManualTime(now);
  const clock = new StampClock(time);
  const entity = openEntity({ doc, kind: of, author, clock, random: seededRandom(seeds++) });
  const made: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== arrived) made.push(update);
  });
  return { doc, time, entity, made };
}

/** Brings `to` everything that `from` has. */
export function sync(from: Y.Doc, to: Y.Doc): void {
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), arrived);
}

/** Everybody ends with everything. */
export function syncAll(docs: readonly Y.Doc[]): void {
  for (const from of docs) for (const to of docs) if (from !== to) sync(from, to);
  for (const from of docs) for (const to of docs) if (from !== to) sync(from, to);
}

/** The same document from its encoded state, as after a reload. */
export function reloaded(doc: Y.Doc): Y.Doc {
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
  return fresh;
}

export const hasPending = (doc: Y.Doc): boolean =>
  doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
