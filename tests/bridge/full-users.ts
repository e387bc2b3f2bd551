/** What users of the full legacy system do in a soak, each with words that were never used before. */
import { pick, randomInt, type Random } from '../../shared/lib/random.ts';
import type { FullEmulator } from '../legacy-api/full/start.ts';

export interface Among {
  readonly legacy: FullEmulator;
  readonly random: Random;
  /** A word that was never used before. */
  readonly word: () => string;
}

/** So many devices are enough for a soak. */
export const mostDevices = 25;

/** Somebody there does one thing, where there is something to do it with. */
export function theyAct(among: Among): void {
  const { legacy, random } = among;
  const [table, change] = pick(random, theirs);
  const rows = legacy
    .rows(table)
    .filter((row) => (row['deleted_at'] ?? row['merged_into_ticket_id'] ?? null) === null);
  if (rows.length === 0) return;
  const id = pick(random, rows).id as string;
  legacy.asUser(() => change(id, among));
}

type Table = 'clients' | 'orders' | 'devices' | 'tickets';

const theirs: readonly (readonly [Table, (id: string, among: Among) => void])[] = [
  ['clients', (id, { legacy, word }) => legacy.user.edit('clients', id, { phone: word() })],
  ['devices', (id, { legacy, word }) => legacy.user.edit('devices', id, { colour: word() })],
  [
    'devices',
    (id, { legacy, word }) => {
      const notes = legacy.rows('devices').find((row) => row['id'] === id)?.['diagnosis_notes'] ?? '';
      legacy.user.editSilently('devices', id, { diagnosis_notes: `${String(notes)}${word()} ` });
    },
  ],
  [
    'orders',
    (id, { legacy, word }) => legacy.user.edit('orders', id, { authorisation_amount: 12.5, carrier: word() }),
  ],
  ['tickets', (id, { legacy, word }) => void legacy.user.hear(id, `theirs ${word()}`)],
  ['tickets', (id, { legacy, word }) => void legacy.user.note(id, `theirs ${word()}`)],
  [
    'orders',
    (id, { legacy, random, word }) => {
      const items = legacy.rows('items').filter((row) => row['order_id'] === id && row['device_id'] === null);
      const [item] = items;
      const price_inc_vat = randomInt(random, 1, 9_999) / 100;
      if (!item || items.length < 3)
        legacy.user.addItem(id, { item_type: 'accessory', description: word(), quantity: 2, price_inc_vat });
      else if (random() < 0.3) legacy.user.removeItem(String(item['id']));
      else legacy.user.editItem(String(item['id']), random() < 0.5 ? { quantity: 3 } : { price_inc_vat });
    },
  ],
  [
    'orders',
    (id, { legacy, word }) =>
      void (
        legacy.rows('devices').length < mostDevices && legacy.user.addDevice(id, { custom_brand: word() })
      ),
  ],
];
