/** The demo's employees: those who can sign in, one who left, and what they earn, which only owner and manager see. */
import type { EntityId } from '../../shared/lib/ids.ts';
import { by, day, named, type DemoRecord } from './demo-record.ts';
import { demoUsers, formerEmployees, shopLocation } from './people.ts';

/** Pence an hour; who is not named here is not paid by the hour. */
const rates: ReadonlyMap<string, number> = new Map([
  ['ana', 1_950],
  ['ben', 1_640],
  ['cai', 1_580],
  ['dee', 1_290],
]);

const colours = ['#7048e8', '#1c7ed6', '#2b8a3e', '#c2255c', '#e8590c', '#495057', '#868e96'];

export interface DemoEmployees {
  readonly records: readonly DemoRecord[];
  /** The record of an account. */
  readonly idOf: ReadonlyMap<string, EntityId>;
}

export function demoEmployees(freshId: () => EntityId, now: number): DemoEmployees {
  const idOf = new Map<string, EntityId>();
  const records: DemoRecord[] = [];
  for (const [at, { id: user, name, role }] of [...demoUsers, ...formerEmployees].entries()) {
    const id = freshId();
    idOf.set(user, id);
    const active = demoUsers.some((each) => each.id === user);
    const first = name.split(' ')[0] ?? name;
    const written = by('olu', (entity) => {
      entity.set('name', name);
      entity.set('user', user);
      entity.set('role', role);
      entity.set('active', active);
      entity.set('phone', `07700 900${String(900 + at * 7)}`);
      entity.set('email', `${first.toLowerCase()}@example.org`);
      entity.set('location', shopLocation);
      entity.set('colour', colours[at] ?? '#495057');
      entity.set('created', now - (700 - at * 40) * day);
      if (!active) entity.text('notes').insert(0, 'Left in the spring. Keeps no keys.');
    });
    records.push({ name: named('employee', id), steps: [written] });
    const rate = rates.get(user);
    if (rate === undefined) continue;
    const paid = by('olu', (entity) => {
      entity.set('employee', id);
      entity.set('rate', rate);
      entity.set('created', now - 300 * day);
      if (user === 'ben') entity.set('note', 'Raised after his first year.');
    });
    records.push({ name: named('pay', id), steps: [paid] });
  }
  return { records, idOf };
}
