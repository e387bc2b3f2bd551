/**
 * What people do, through the code that the app's pages run, each told to the oracle in the same moment. The oracle knows
 * who had heard of what; it has never heard of documents.
 */
import { changeRecord } from '../../client/app/change-record.ts';
import { commitDraft } from '../../client/app/drafts/commit-draft.ts';
import { writeMove } from '../../client/app/record/write-move.ts';
import { Refused } from '../../server/relay/refused.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Event } from '../../shared/document/oracle.ts';
import { must } from '../../shared/lib/assert.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import { pick, randomInt } from '../../shared/lib/random.ts';
import type { Value } from '../../shared/schema/field.ts';
import { roles } from '../../shared/schema/roles.ts';
import {
  does,
  fieldOf,
  fieldOfEvent,
  ledgers,
  mayChange,
  registersOf,
  setOf,
  someElement,
  someLetter,
  someValue,
} from './rights.ts';
import { records, shop, type Person, type World } from './shop.ts';

/** Tells the oracle what a person did to a field; `who` is the relay where they did it there. */
function tell({ oracleOf, watch }: World, person: Person, name: EntityName, did: Did, who = person.at): void {
  const isRight = mayChange(person, name, did.field);
  oracleOf(name).happen(who, did.event, isRight);
  watch.did(person, name, did.event, isRight);
}

interface Did {
  readonly field: string;
  readonly event: Event;
}

/** Tells of every register that a piece of work wrote, as it reads afterwards; whether that was any. */
function noting(
  world: World,
  person: Person,
  entity: EntityDocument,
  name: EntityName,
  work: () => void,
  who = person.at,
): boolean {
  const fields = registersOf[entity.kind.name] ?? [];
  const stamps = (): string[] => fields.map((field) => JSON.stringify(entity.entries(field)));
  const before = stamps();
  work();
  let isAny = false;
  stamps().forEach((after, at) => {
    const field = must(fields[at], 'a field');
    if (after === before[at]) return;
    isAny = true;
    const [written, ...others] = entity.entries(field);
    // Undoing a first write leaves what nobody wrote.
    if (others.length > 0) throw new Error(`${field} was written and still has ${others.length + 1} values`);
    const { value = null, stamp, author } = written ?? {};
    const event: Event = {
      type: 'write',
      field,
      value,
      ...(stamp !== undefined && { stamp }),
      ...(author !== undefined && { author }),
    };
    tell(world, person, name, { field, event }, who);
  });
  return isAny;
}

export type Act = (world: World, person: Person, name: EntityName) => Promise<string | undefined>;

const write = (
  world: World,
  person: Person,
  name: EntityName,
  work: (entity: EntityDocument) => void,
): Promise<boolean> =>
  changeRecord(person.replica, name, (entity) => noting(world, person, entity, name, () => work(entity)));

/** A register other than the status that this person writes, rather one that they may not; undefined when there is none. */
function someRegister({ random }: World, person: Person, name: EntityName): string | undefined {
  const fields = (registersOf[name.kind] ?? []).filter(
    (each) => each !== 'status' && does(person, name, each),
  );
  const others = fields.filter((field) => !mayChange(person, name, field));
  if (others.length > 0) return pick(random, others);
  return fields.length > 0 ? pick(random, fields) : undefined;
}

const mayNot = 'may not';

export const acts: Readonly<Record<string, Act>> = {
  async set(world, person, name) {
    const field = someRegister(world, person, name);
    if (field === undefined) return mayNot;
    const value = someValue(world, person, name, field);
    await write(world, person, name, (entity) => entity.set(field, value));
    return `${field} = ${value}`;
  },
  async move(world, person, name) {
    if (!does(person, name, 'status')) return mayNot;
    let told = '';
    await write(world, person, name, (entity) => {
      const value = pick(world.random, must(entity.choices('status'), 'a workflow'));
      told = `status = ${value}`;
      writeMove(entity, 'status', value);
    });
    return told;
  },
  async several(world, person, name) {
    const fields = (registersOf[name.kind] ?? []).slice(2).filter((each) => does(person, name, each));
    await write(world, person, name, (entity) =>
      entity.change(() => {
        for (const field of fields) entity.set(field, someValue(world, person, name, field));
      }),
    );
    return fields.join(' ');
  },
  async settleOne(world, person, name) {
    const { random } = world;
    const asked = (person.replica.row(name)?.review ?? []).filter(
      (field) => registersOf[name.kind]?.includes(field) && does(person, name, field),
    );
    if (asked.length === 0) return undefined;
    const field = pick(random, asked);
    await write(world, person, name, (entity) =>
      entity.set(field, pick(random, entity.entries(field)).value),
    );
    return `settles ${field}`;
  },
  /** Over HTTP: what the relay knows is what is seen. */
  async settleThere(world, person, name) {
    const { relay, oracleOf, people, random } = world;
    const { user, role } = person;
    let told: string | undefined;
    let isAllowed = true;
    const work = (entity: EntityDocument): void => {
      const asked = entity
        .reviews()
        .map(({ field }) => field)
        .filter((field) => registersOf[name.kind]?.includes(field) && does(person, name, field));
      if (asked.length === 0) return;
      const field = pick(random, asked);
      told = `settles ${field} at the relay`;
      isAllowed = mayChange(person, name, field);
      const { value } = pick(random, entity.entries(field));
      noting(world, person, entity, name, () => entity.set(field, value), people.length);
    };
    try {
      await relay.write({ shop, ...name }, user, work, { role });
      if (!isAllowed) throw new Error(`${told} was taken`);
    } catch (error) {
      if (!(error instanceof Refused) || isAllowed) throw error;
      world.refuse(name, user, oracleOf(name).arrive(people.length, people.length));
    }
    return told;
  },
  async draft(world, person, name) {
    const field = name.kind === 'ticket' ? 'subject' : 'brand';
    if (!does(person, name, field)) return mayNot;
    const base = drafts.get(person)?.get(name.kind);
    if (base === undefined) {
      const bases = drafts.get(person) ?? new Map<string, Value>();
      drafts.set(person, bases.set(name.kind, (person.replica.row(name)?.fields[field] as Value) ?? null));
      return 'begins a draft';
    }
    drafts.get(person)?.delete(name.kind);
    const text = String(someValue(world, person, name, field) ?? '');
    await write(world, person, name, (entity) => {
      const commitment = commitDraft(fieldOf(name, field), { text, base }, entity.get(field));
      if (commitment.kind === 'write') entity.set(field, commitment.value);
    });
    return `commits ${text}`;
  },
  async undo(world, person, name) {
    const { random } = world;
    const field = someRegister(world, person, name);
    if (field === undefined) return mayNot;
    const open = person.replica.open(name);
    await open.loaded;
    const steps = randomInt(random, 1, 3);
    noting(world, person, open.entity, name, () =>
      open.entity.set(field, someValue(world, person, name, field)),
    );
    for (let step = 0; step < steps; step++) {
      noting(
        world,
        person,
        open.entity,
        name,
        () => void (random() < 0.6 ? open.history.undo() : open.history.redo()),
      );
    }
    open.close();
    return `${field}, ${steps} times`;
  },
  async append(world, person, name) {
    const [ledger, parts] = must(ledgers[name.kind], 'a ledger');
    if (!does(person, name, ledger)) return mayNot;
    await changeRecord(person.replica, name, (entity) => {
      entity.append(ledger, parts);
      tell(world, person, name, { field: ledger, event: { type: 'append', pieces: 1 } });
    });
    return undefined;
  },
  async add(world, person, name) {
    const field = setOf(name);
    if (!does(person, name, field)) return mayNot;
    const element = someElement(world, person, name);
    await changeRecord(person.replica, name, (entity) => {
      entity.add(field, element);
      tell(world, person, name, { field, event: { type: 'add', element } });
    });
    return element;
  },
  async remove(world, person, name) {
    const field = setOf(name);
    if (!does(person, name, field)) return mayNot;
    return changeRecord(person.replica, name, (entity) => {
      const there = entity.elements(field);
      if (there.length === 0) return undefined;
      const element = String(pick(world.random, there));
      entity.remove(field, element);
      tell(world, person, name, { field, event: { type: 'remove', element } });
      return element;
    });
  },
  async type(world, person, name) {
    if (!does(person, name, 'notes')) return mayNot;
    const letter = someLetter(world, person, name);
    await changeRecord(person.replica, name, (entity) => {
      const text = entity.text('notes');
      text.insert(randomInt(world.random, 0, text.length), letter);
      tell(world, person, name, { field: 'notes', event: { type: 'letter', letter } });
    });
    return letter;
  },
  async erase(world, person, name) {
    if (!does(person, name, 'notes')) return mayNot;
    await changeRecord(person.replica, name, (entity) => {
      const text = entity.text('notes');
      if (text.length === 0) return;
      text.delete(0, text.length);
      tell(world, person, name, { field: 'notes', event: { type: 'erase' } });
    });
    return undefined;
  },
  async remake(world, person, name) {
    if (!does(person, name, 'deleted')) return mayNot;
    return changeRecord(person.replica, name, (entity) => {
      const isDeleted = entity.deleted;
      if (isDeleted) entity.restore();
      else entity.delete();
      tell(world, person, name, { field: 'deleted', event: { type: isDeleted ? 'restore' : 'delete' } });
      return isDeleted ? 'restores' : 'deletes';
    });
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
  /** They are given another role; somebody stays who may do it all. */
  async giveRole({ relay, oracleOf, people, settle, random, watch }, person) {
    if (person.at === 0 || random() < 0.5) return undefined;
    await settle();
    person.role = pick(random, roles);
    for (const name of records)
      oracleOf(name).judge(person.at, people.length, (event) => {
        const isRight = mayChange(person, name, fieldOfEvent(name, event));
        if (isRight) watch.did(person, name, event, true);
        return isRight;
      });
    await relay.saveUser({ shop, id: person.user, name: person.user, role: person.role });
    await settle();
    return `is ${person.role} now`;
  },
  async wait({ time, random }) {
    await time.advance(pick(random, [1_000, 60_000]));
    return undefined;
  },
};

/** What the field of a kind held when somebody began to type. */
const drafts = new WeakMap<Person, Map<string, Value>>();
