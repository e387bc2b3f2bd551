/**
 * What people do, through the code that the app's pages run, each told to the oracle in the same moment. The oracle knows
 * who had heard of what; it has never heard of documents.
 */
import { changeRecord } from '../../client/app/change-record.ts';
import { commitDraft } from '../../client/app/drafts/commit-draft.ts';
import { writeMove } from '../../client/app/record/write-move.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Oracle } from '../../shared/document/oracle.ts';
import { must } from '../../shared/lib/assert.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import { pick, randomInt } from '../../shared/lib/random.ts';
import type { RegisterField, Value } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { shop, records, type Person, type World } from './shop.ts';

/** The registers that are written, of each kind. */
export const registersOf: Readonly<Record<string, readonly string[]>> = {
  ticket: ['subject', 'status', 'type', 'client', 'assignedUser'],
  device: ['status', 'brand', 'serial', 'price', 'grade'],
};
const ledgers: Readonly<Record<string, readonly [string, Readonly<Record<string, Value>>]>> = {
  ticket: ['messages', { channel: 'note', body: 'Rang' }],
  device: ['parts', { part: 'Battery', quantity: 1, cost: 1_500 }],
};
const setOf = (name: EntityName): string => (name.kind === 'ticket' ? 'tags' : 'accessories');

export const fieldOf = (name: EntityName, field: string): RegisterField =>
  must(kindNamed(name.kind)?.fields.get(field), field) as RegisterField;

/** One of a few values, so that people often write the same. */
function someValue({ random }: World, { scalar }: RegisterField): Value {
  if (random() < 0.05) return null;
  switch (scalar.type) {
    case 'enum':
      return pick(random, scalar.values.slice(0, 3));
    case 'money':
      return randomInt(random, 1, 3) * 1_000;
    case 'reference':
      return pick(random, ['c1', 'c2', 'c3']);
    default:
      return pick(random, ['one', 'two', 'three']);
  }
}

/** Tells the oracle of every register that a piece of work wrote, as it reads afterwards. */
function noting(entity: EntityDocument, oracle: Oracle, who: number, work: () => void): void {
  const fields = registersOf[entity.kind.name] ?? [];
  const stamps = (): string[] => fields.map((field) => JSON.stringify(entity.entries(field)));
  const before = stamps();
  work();
  stamps().forEach((after, at) => {
    const field = must(fields[at], 'a field');
    if (after === before[at]) return;
    const [written, ...others] = entity.entries(field);
    // Undoing a first write leaves what nobody wrote.
    if (others.length > 0) throw new Error(`${field} was written and still has ${others.length + 1} values`);
    oracle.happen(who, { type: 'write', field, value: written?.value ?? null });
  });
}

export type Act = (world: World, person: Person, name: EntityName) => Promise<string | undefined>;

const write = (
  { oracleOf }: World,
  { replica, at }: Person,
  name: EntityName,
  work: (entity: EntityDocument) => void,
): Promise<void> =>
  changeRecord(replica, name, (entity) => noting(entity, oracleOf(name), at, () => work(entity)));

export const acts: Readonly<Record<string, Act>> = {
  async set(world, person, name) {
    const field = pick(
      world.random,
      (registersOf[name.kind] ?? []).filter((each) => each !== 'status'),
    );
    const value = someValue(world, fieldOf(name, field));
    await write(world, person, name, (entity) => entity.set(field, value));
    return `${field} = ${value}`;
  },
  async move(world, person, name) {
    let told = '';
    await write(world, person, name, (entity) => {
      const value = pick(world.random, must(entity.choices('status'), 'a workflow'));
      told = `status = ${value}`;
      writeMove(entity, 'status', value);
    });
    return told;
  },
  async several(world, person, name) {
    await write(world, person, name, (entity) =>
      entity.change(() => {
        for (const field of (registersOf[name.kind] ?? []).slice(2))
          entity.set(field, someValue(world, fieldOf(name, field)));
      }),
    );
    return undefined;
  },
  async settleOne(world, person, name) {
    const asked =
      person.replica.row(name)?.review.filter((field) => registersOf[name.kind]?.includes(field)) ?? [];
    if (asked.length === 0) return undefined;
    const field = pick(world.random, asked);
    await write(world, person, name, (entity) =>
      entity.set(field, pick(world.random, entity.entries(field)).value),
    );
    return `settles ${field}`;
  },
  /** Over HTTP: what the relay knows is what is seen. */
  async settleThere({ relay, oracleOf, people, random }, person, name) {
    let told: string | undefined;
    await relay.write(
      { shop, ...name },
      person.user,
      (entity) => {
        const asked = entity
          .reviews()
          .map(({ field }) => field)
          .filter((field) => registersOf[name.kind]?.includes(field));
        if (asked.length === 0) return;
        const field = pick(random, asked);
        told = `settles ${field} at the relay`;
        noting(entity, oracleOf(name), people.length, () =>
          entity.set(field, pick(random, entity.entries(field)).value),
        );
      },
      { role: 'manager' },
    );
    return told;
  },
  async draft(world, person, name) {
    const field = name.kind === 'ticket' ? 'subject' : 'brand';
    const base = drafts.get(person)?.get(name.kind);
    if (base === undefined) {
      const bases = drafts.get(person) ?? new Map<string, Value>();
      drafts.set(person, bases.set(name.kind, (person.replica.row(name)?.fields[field] as Value) ?? null));
      return 'begins a draft';
    }
    drafts.get(person)?.delete(name.kind);
    const text = String(someValue(world, fieldOf(name, field)) ?? '');
    await write(world, person, name, (entity) => {
      const commitment = commitDraft(fieldOf(name, field).scalar, { text, base }, entity.get(field));
      if (commitment.kind === 'write') entity.set(field, commitment.value);
    });
    return `commits ${text}`;
  },
  async undo(world, person, name) {
    const { oracleOf, random } = world;
    const field = pick(
      random,
      (registersOf[name.kind] ?? []).filter((each) => each !== 'status'),
    );
    const open = person.replica.open(name);
    await open.loaded;
    const oracle = oracleOf(name);
    const steps = randomInt(random, 1, 3);
    noting(open.entity, oracle, person.at, () =>
      open.entity.set(field, someValue(world, fieldOf(name, field))),
    );
    for (let step = 0; step < steps; step++) {
      noting(
        open.entity,
        oracle,
        person.at,
        () => void (random() < 0.6 ? open.history.undo() : open.history.redo()),
      );
    }
    open.close();
    return `${field}, ${steps} times`;
  },
  async append({ oracleOf }, { replica, at }, name) {
    const [ledger, parts] = must(ledgers[name.kind], 'a ledger');
    await changeRecord(replica, name, (entity) => {
      entity.append(ledger, parts);
      oracleOf(name).happen(at, { type: 'append', pieces: 1 });
    });
    return undefined;
  },
  async add({ oracleOf, random }, { replica, at }, name) {
    const element = pick(random, ['red', 'green', 'blue']);
    await changeRecord(replica, name, (entity) => {
      entity.add(setOf(name), element);
      oracleOf(name).happen(at, { type: 'add', element });
    });
    return element;
  },
  async remove({ oracleOf, random }, { replica, at }, name) {
    const element = pick(random, ['red', 'green', 'blue']);
    await changeRecord(replica, name, (entity) => {
      if (!entity.elements(setOf(name)).includes(element)) return;
      entity.remove(setOf(name), element);
      oracleOf(name).happen(at, { type: 'remove', element });
    });
    return element;
  },
  async type({ oracleOf, random }, { replica, at }, name) {
    const letter = pick(random, ['a', 'b', 'c', 'd']);
    await changeRecord(replica, name, (entity) => {
      const text = entity.text('notes');
      text.insert(randomInt(random, 0, text.length), letter);
      oracleOf(name).happen(at, { type: 'letter', letter });
    });
    return letter;
  },
  async erase({ oracleOf }, { replica, at }, name) {
    await changeRecord(replica, name, (entity) => {
      const text = entity.text('notes');
      if (text.length === 0) return;
      text.delete(0, text.length);
      oracleOf(name).happen(at, { type: 'erase' });
    });
    return undefined;
  },
  async remake({ oracleOf }, { replica, at }, name) {
    let told = '';
    await changeRecord(replica, name, (entity) => {
      const isDeleted = entity.deleted;
      told = isDeleted ? 'restores' : 'deletes';
      if (isDeleted) entity.restore();
      else entity.delete();
      oracleOf(name).happen(at, { type: isDeleted ? 'restore' : 'delete' });
    });
    return told;
  },
  /** Only what never left the device goes. */
  async takeBack({ oracleOf, settle }, { replica, at, isOnline }, name) {
    if (isOnline) return undefined;
    await settle();
    const { takenBack, sent } = await replica.cancel(name);
    if (sent > 0) throw new Error('something of it had left');
    if (takenBack > 0) oracleOf(name).forget(at);
    return `takes back ${takenBack}`;
  },
  async leave({ settle }, person) {
    if (!person.isOnline) return undefined;
    await settle();
    person.isOnline = false;
    person.line.cut();
    return undefined;
  },
  async come({ settle }, person) {
    if (person.isOnline) return undefined;
    person.isOnline = true;
    person.line.mend();
    person.replica.syncNow().catch(() => undefined);
    await settle();
    return undefined;
  },
  async wait({ time, random }) {
    await time.advance(pick(random, [1_000, 60_000]));
    return undefined;
  },
};

/** What the field of a kind held when somebody began to type. */
const drafts = new WeakMap<Person, Map<string, Value>>();

export { records };
