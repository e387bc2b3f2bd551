/**
 * Every role × every field × every door at which one asks the relay to write: settling a review, applying a refused
 * edit, bringing back what was, a write of the relay's own process for somebody, a program's change or push, an import, secrets. What is answered and
 * what is written both follow from the schema.
 */
import { describe, expect, test } from 'vitest';
import { tellVersion } from '../../server/http/api/version.ts';
import { Refused } from '../../server/relay/refused.ts';
import { documentName } from '../../server/relay/testing/scene.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { isWriteError } from '../../shared/document/write-errors.ts';
import { mayWrite } from '../../shared/document/writer.ts';
import { must } from '../../shared/lib/assert.ts';
import type { Author } from '../../shared/lib/ids.ts';
import type { Field, Kind, RegisterField, Role } from '../../shared/schema/field.ts';
import { kinds } from '../../shared/schema/kinds.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import { managers, roles } from '../../shared/schema/roles.ts';
import { ledgerRoot, registersRoot, textRoot } from '../../shared/schema/stored-name.ts';
import { entry, partsOf, valueOf } from './attempts.ts';
import { filledShop } from './scene.ts';

type Shop = Awaited<ReturnType<typeof filledShop>>;

/** What may come of asking for a field. */
type Outcome = 'written' | 'refused' | 'not there' | 'nothing to do';

const may = (kind: Kind, role: Role, field: Field): Outcome =>
  !mayRead(role, kind.name) ? 'not there' : mayWrite({ author: 'eve', role }, field) ? 'written' : 'refused';

const outcomes = new Map<string, Outcome>([
  ['applied', 'written'],
  ['refused', 'refused'],
  ['unknown', 'not there'],
]);

const outcomeOf = (status: number): Outcome | number =>
  (({ 200: 'written', 403: 'refused', 404: 'not there', 409: 'nothing to do' }) as const)[status] ?? status;

const statusAfter = ({ moves }: RegisterField, n: number): string | undefined =>
  moves?.(must(moves(null)[0], 'a first status'))[n];

/** The legal value number n for a register that was filled. */
const nextValue = (field: RegisterField, n: number) =>
  field.moves ? must(statusAfter(field, n) ?? statusAfter(field, 0), 'a move') : valueOf(field.scalar, n);

/** Another legal content of a field, written as whoever has the entity. */
function rewrite(entity: EntityDocument, name: string, field: Field): void {
  if (field.policy === 'text') entity.text(name).insert(0, 'More. ');
  else if (field.policy === 'set') entity.add(name, valueOf(field.element, 7));
  else if (field.policy === 'ledger') entity.append(name, partsOf(field, 7));
  else if (name === 'deleted') entity.delete();
  else entity.set(name, nextValue(field, 1));
}

const bearer = (role: Role) => ({
  Authorization: `Bearer ${asRole(role)}`,
  'Content-Type': 'application/json',
});

/** Another legal content of a field, as a program sends it. */
function askedFor(name: string, field: Field): unknown {
  if (field.policy === 'text') return { append: 'More.' };
  if (field.policy === 'set') return { add: [valueOf(field.element, 7)] };
  if (field.policy === 'ledger') return [partsOf(field, 7)];
  return name === 'deleted' ? true : nextValue(field, 1);
}

const isRegister = (field: Field): field is RegisterField => 'scalar' in field;

interface Door {
  /** Puts the record where there is something to ask for. */
  readonly prepare?: (shop: Shop) => Promise<void>;
  readonly ask: (shop: Shop, role: Role, name: string, field: Field) => Promise<Outcome | number>;
  readonly expected: (kind: Kind, role: Role, name: string, field: Field) => Outcome;
}

const asRole = (role: Role) => `eve:${role}`;

const doors: Readonly<Record<string, Door>> = {
  'settling a review': {
    async prepare({ connect, settle, name, kind, entity }) {
      const two = ['mo', 'mu'].map((user) => connect(`${user}:owner`));
      await settle();
      for (const peer of two) peer.open(name);
      await settle();
      // Both before either hears of the other.
      for (const [at, peer] of two.entries()) {
        const record = entity(peer, name, at === 0 ? 'mo' : 'mu');
        for (const [field, declared] of kind.fields) {
          if (!isRegister(declared) || declared.policy === 'server' || field === 'deleted') continue;
          record.set(field, nextValue(declared, at));
        }
        if (at === 0) record.delete();
      }
      await settle();
    },
    async ask({ post, name: record }, role, name, field) {
      const value = name === 'deleted' ? true : isRegister(field) ? nextValue(field, 0) : null;
      return outcomeOf((await post(asRole(role), `${record}/settle`, { field: name, value })).status);
    },
    expected(kind, role, _name, field) {
      const right = may(kind, role, field);
      // Nothing but these asks anybody, and two who have the same single move agree.
      const asks = field.policy === 'review' && !(field.moves && statusAfter(field, 1) === undefined);
      return right === 'written' && !asks ? 'nothing to do' : right;
    },
  },
  'applying a refused edit': {
    async prepare({ connect, settle, name, kind }) {
      const isOpen = mayRead('view', kind.name);
      const vic = connect(isOpen ? 'vic:view' : 'vic:owner');
      await settle();
      const { doc } = vic.open(name);
      await settle();
      // Where nobody can be refused for their role, in another's name.
      const as = isOpen ? 'vic' : 'mia';
      for (const [field, declared] of kind.fields) {
        if (declared.policy === 'text') doc.getText(textRoot(field, declared)).insert(0, 'Refused words');
        else if (declared.policy === 'ledger') {
          const made = { id: 'x1', at: 5, by: as, ...partsOf(declared, 5) };
          doc.getArray(ledgerRoot(field, declared)).push([made]);
        } else {
          const value =
            declared.policy === 'set'
              ? valueOf(declared.element, 5)
              : field === 'deleted'
                ? false
                : nextValue(declared, 0);
          doc.getArray(registersRoot).push([entry(field, value, as, 5)]);
        }
      }
      await settle();
    },
    async ask({ get, post, name: record, kind }, role, name) {
      const { body } = await get('mia:owner', 'refused?limit=1000');
      const all = body['refused'] as readonly { id: string; record: string; field: string; state: string }[];
      const { id } = must(
        all.find((edit) => edit.record === record && edit.field === name),
        `what was refused of ${kind.name}.${name}`,
      );
      return outcomeOf((await post(asRole(role), `refused/${id}/apply`)).status);
    },
    expected(kind, role, _name, field) {
      const right = may(kind, role, field);
      // It is somebody else's: only who manages the shop is shown it (rule QUAR-3).
      return right === 'written' && !managers.includes(role) ? 'refused' : right;
    },
  },
  'bringing back what was': {
    async prepare({ relay, kind, name, time }) {
      // Beyond the spell of writing that a text's history tells as one.
      await time.advance(10 * 60_000);
      for (const [field, declared] of kind.fields) {
        if (declared.policy === 'server') continue;
        await relay.write(documentName(name), 'mia' as Author, (each) => rewrite(each, field, declared), {
          role: 'owner',
        });
      }
    },
    async ask({ post, name: record, time }, role, name) {
      const asked = { time: time.now() - 1_000, fields: [name] };
      const { status, body } = await post(asRole(role), `${record}/restore`, asked);
      if (status !== 200) return outcomeOf(status);
      const { written, kept } = body as { written: string[]; kept: { field: string; because: string }[] };
      if (written.includes(name)) return 'written';
      const because = kept.find(({ field }) => field === name)?.because;
      return because === undefined || because === 'append-only' ? 'nothing to do' : 'refused';
    },
    expected(kind, role, _name, field) {
      if (!mayRead(role, kind.name)) return 'not there';
      // What was paid was paid, and what the relay writes was not changed.
      if (field.policy === 'ledger' || field.policy === 'server') return 'nothing to do';
      const right = may(kind, role, field);
      if (!isRegister(field) || !field.moves || right !== 'written') return right;
      const [before, after] = [must(field.moves(null)[0], 'a status'), nextValue(field, 1)];
      const mayMove = field.moves(String(after)).includes(before) || field.takeBack?.includes(role);
      return mayMove ? 'written' : 'refused';
    },
  },
  'a write of the relay itself for somebody': {
    async ask({ relay, name: record, kind }, role, name, field) {
      try {
        const write = (entity: EntityDocument): void => rewrite(entity, name, field);
        await relay.write(documentName(record), 'eve' as Author, write, { role });
        return 'written';
      } catch (error) {
        if (error instanceof Refused) return mayRead(role, kind.name) ? 'refused' : 'not there';
        // What only the relay writes is not even tried by the ordinary write.
        if (isWriteError(error)) return 'refused';
        throw error;
      }
    },
    expected: (kind, role, _name, field) => may(kind, role, field),
  },
  'a change by a program': {
    async ask({ app, settle, name: record }, role, name, field) {
      const asked = app.request(`/api/shops/demo/${record}`, {
        method: 'PATCH',
        headers: { ...bearer(role), 'If-Match': '*' },
        body: JSON.stringify({ fields: { [name]: askedFor(name, field) } }),
      });
      await settle();
      return outcomeOf((await asked).status);
    },
    expected: (kind, role, _name, field) => may(kind, role, field),
  },
  'an operation that is pushed': {
    async ask({ app, settle, relay, store, kind, name: record }, role, name, field) {
      const row = must(await relay.row(documentName(record)), 'a record');
      const operation = {
        id: `${role}-${name}`,
        do: 'change',
        kind: kind.name,
        record: row.id,
        seen: tellVersion(store.epoch, row.version),
        fields: { [name]: askedFor(name, field) },
      };
      const asked = app.request('/api/sync/push', {
        method: 'POST',
        headers: bearer(role),
        body: JSON.stringify({ operations: [operation] }),
      });
      await settle();
      const { results }: { results: { status: string }[] } = await (await asked).json();
      const status = results[0]?.status ?? '';
      return outcomes.get(status) ?? status.length;
    },
    expected: (kind, role, _name, field) => may(kind, role, field),
  },
};

describe.each(Object.entries(doors))('%s', (_, { prepare, ask, expected }) => {
  describe.each([...kinds.values()].map((kind) => [kind.name, kind] as const))(
    'of the kind %s',
    (_, kind) => {
      test.each(roles)('RIGHT-1: %s writes what the schema says, and nothing else changes', async (role) => {
        const shop = await filledShop(kind);
        await prepare?.(shop);
        await shop.settle();
        const outcomes: string[] = [];
        const expectations: string[] = [];
        for (const [name, field] of kind.fields) {
          const before = shop.shown();
          const outcome = await ask(shop, role, name, field);
          await shop.settle();
          outcomes.push(`${name}: ${outcome}`);
          expectations.push(`${name}: ${expected(kind, role, name, field)}`);
          const after = shop.shown();
          const changed = [...after.keys()].filter((each) => after.get(each) !== before.get(each));
          expect(changed, `${name}: ${outcome}`).toEqual(outcome === 'written' ? [name] : []);
        }
        expect(outcomes).toEqual(expectations);
      });
    },
  );
});

const csv =
  'id,data_provider,product_category,brand,repair_status,group_identifier,event_date,problem\n' +
  'x_1,Cafe,Iron,Philips,Fixed,Penarth,2024-03-16,Cold\n';

test.each(roles)('RIGHT-1: %s imports as an owner or a manager only', async (role) => {
  const ticket = must(kinds.get('ticket'), 'a kind');
  const { app, settle, relay } = await filledShop(ticket);
  const asked = app.request('/api/shops/demo/import/open-repair', {
    method: 'POST',
    headers: { Authorization: `Bearer ${asRole(role)}` },
    body: csv,
  });
  await settle();
  const response = await asked;
  await Promise.all([response.text(), settle()]);
  expect(outcomeOf(response.status)).toBe(managers.includes(role) ? 'written' : 'refused');
  const { rows } = await relay.rows('demo' as never, 'device' as never, { limit: 10 });
  expect(rows).toHaveLength(managers.includes(role) ? 1 : 0);
});

const withSecrets = [...kinds.values()].flatMap((kind) =>
  [...kind.secrets].map(([name, secret]) => [`${kind.name}.${name}`, kind, name, secret] as const),
);

describe.each(withSecrets)('the secret %s', (_, kind, name, { write, reveal }) => {
  test.each(roles)('RIGHT-1: %s sets, sees and clears it as the kind says', async (role) => {
    const { put, post, remove, name: record } = await filledShop(kind);
    const path = `${record}/secrets/${name}`;
    expect((await put('mia:owner', path, { value: '4711' })).status).toBe(200);
    const asked = [
      await post(asRole(role), `${path}/reveal`, { reason: 'To test it' }),
      await put(asRole(role), path, { value: '1234' }),
      await remove(asRole(role), path),
    ];
    const right = (list: readonly Role[]): Outcome => (list.includes(role) ? 'written' : 'refused');
    expect(asked.map(({ status }) => outcomeOf(status))).toEqual([right(reveal), right(write), right(write)]);
    if (!reveal.includes(role)) expect(JSON.stringify(asked)).not.toContain('4711');
  });
});
