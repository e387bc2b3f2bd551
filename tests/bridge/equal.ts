/** Compares both sides of a soak by themselves: knows the wire's names, and asks the bridge only which record is which. */
import { entityKey, type EntityName, type KindName } from '../../shared/lib/ids.ts';
import type { Value } from '../../shared/schema/field.ts';
import { tables, type TableName } from './legacy-model.ts';
import type { World } from './soak.ts';
import { lines } from './world.ts';

const kindOf: Readonly<Record<TableName, string>> = {
  clients: 'client',
  orders: 'order',
  devices: 'device',
  tickets: 'ticket',
};
/** Ours by theirs; an order's status is what each side makes of it. */
const columns: Readonly<Record<TableName, Readonly<Record<string, string>>>> = {
  clients: {
    name: 'name',
    email: 'email',
    phone: 'phone',
    company: 'company',
    address: 'address',
    city: 'city',
    postcode: 'postcode',
    notes: 'notes',
  },
  orders: { notes: 'notes', location_id: 'location', assigned_user_id: 'assignedUser' },
  devices: {
    status: 'status',
    price: 'price',
    diagnosis: 'diagnosis',
    resolution: 'resolution',
    type: 'type',
    brand: 'brand',
    model: 'model',
    serial: 'serial',
    issue: 'issue',
    assigned_user_id: 'engineer',
  },
  tickets: {
    subject: 'subject',
    status: 'status',
    priority: 'priority',
    assigned_user_id: 'assignedUser',
  },
};

const plain = (value: unknown): unknown => (value === '' || value === undefined ? null : value);

/**
 * A device that was removed there before it was ever told which order it is of: restored here, it cannot be made there anew, and
 * is told as here only (rule BRIDGE-25).
 */
export const hasNoOrder = ({ shop }: World, name: EntityName): boolean =>
  name.kind === 'device' &&
  name.id.startsWith('legacy') &&
  shop.read(name, (entity) => entity.get('order')) === null;

/** What differs, in words. */
export async function differences(world: World): Promise<string[]> {
  const { legacy, shop, state } = world;
  const found: string[] = [];
  for (const table of tables) {
    const kind = kindOf[table] as KindName;
    const met = new Set<string>();
    for (const [id, row] of legacy.rows[table]) {
      const link = await state.byLegacy(kind, id);
      if (!link) {
        found.push(`${table}/${id} is not here`);
        continue;
      }
      if (met.has(link.id)) found.push(`${table}/${id} is a twin of ${link.id}`);
      met.add(link.id);
      shop.read(link, (entity) => {
        const asked = new Set(entity.reviews().map(({ field }) => field));
        if (entity.deleted && !asked.has('deleted')) found.push(`${link.id} is deleted here, ${id} is there`);
        for (const field of ['notes', 'diagnosis', 'resolution']) {
          if (entity.kind.fields.get(field)?.policy !== 'text') continue;
          for (const word of wordsTwice(entity.text(field).toJSON()))
            found.push(`${link.id}.${field} has ${word} twice`);
        }
        for (const [theirs, ours] of Object.entries(columns[table])) {
          if (asked.has(ours)) continue;
          const field = entity.kind.fields.get(ours);
          const here: Value = field?.policy === 'text' ? entity.text(ours).toJSON() : entity.get(ours);
          const there =
            theirs === 'price' && row[theirs] !== null && row[theirs] !== undefined
              ? Math.round(Number(row[theirs]) * 100)
              : row[theirs];
          if (plain(here) !== plain(there))
            found.push(`${link.id}.${ours} is ${String(here)}, ${id} says ${String(there)}`);
        }
      });
      if (table === 'tickets') compareMessages(world, id, link.id, found);
    }
    for (const name of shop.names(kind)) {
      if (met.has(name.id)) continue;
      const [deleted, reviews] = shop.read(name, (entity) => [entity.deleted, entity.reviews()] as const);
      const isWanted = !deleted && !reviews.some(({ field }) => field === 'deleted');
      if (isWanted && !hasNoOrder(world, name)) found.push(`${entityKey(name)} is not there`);
    }
  }
  const mails = new Map<string, number>();
  for (const mail of legacy.mails) mails.set(mail, (mails.get(mail) ?? 0) + 1);
  for (const [mail, times] of mails) if (times > 1) found.push(`mailed ${times} times: ${mail}`);
  return found;
}

/** Letters of a message here. */
export const longestMessage = 10_000;

/** Every word was typed once. */
function wordsTwice(text: string): string[] {
  const words: readonly string[] = text.match(/\bw\d+\b/g) ?? [];
  return words.filter((word, at) => words.indexOf(word) !== at);
}

function compareMessages({ legacy, shop }: World, ticket: string, id: string, found: string[]): void {
  // What is longer than a message here can be is put aside by itself, and stays there.
  const theirs = legacy.messages
    .filter((each) => each.ticket === ticket && each.content.length <= longestMessage)
    .map(({ content }) => content);
  const name = { kind: 'ticket' as KindName, id } as Parameters<typeof shop.read>[0];
  const ours = shop.read(name, (entity) =>
    entity.ledger('messages').map(({ parts }) => String(parts['body'])),
  );
  const [here, there] = [lines(ours).join(), lines(theirs).join()];
  if (here !== there) found.push(`messages of ${id}: ours ${here} theirs ${there}`);
}
