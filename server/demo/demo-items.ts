/** The demo's inventory: an item for each part that its repairs need, and what of it came, went, was counted and got lost. */
import type { EntityId } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import { pick, randomInt, type Random } from '../../shared/lib/random.ts';
import type { DemoDevice } from './demo-devices.ts';
import { by, day, named, type DemoRecord, type DemoStep } from './demo-record.ts';
import { knownAt } from './demo-stage.ts';
import { accessories, shelves, stockNotes, suppliers } from './inventory.ts';
import { shopLocation } from './people.ts';
import { products, type DemoPart } from './repairs.ts';

/** Which item a part is taken from. */
export type DemoStock = ReadonlyMap<DemoPart, EntityId>;

/** Parts of one product are named after it: a battery of a phone is none of a vacuum cleaner. */
const parts: readonly { readonly part: DemoPart; readonly name: string }[] = [
  ...products.flatMap(({ type, faults }) =>
    faults.flatMap(({ part }) => (part ? [{ part, name: `${part.name} (${type.toLowerCase()})` }] : [])),
  ),
  ...accessories.map((part) => ({ part, name: part.name })),
];

export const demoStock = (freshId: () => EntityId): DemoStock =>
  new Map(parts.map(({ part }) => [part, freshId()]));

/** What the shop pays for what it sells at this price. */
export const costOf = ({ price }: DemoPart): number => Math.round(price * 0.55);

export interface ItemsWanted {
  readonly stock: DemoStock;
  readonly devices: readonly DemoDevice[];
  readonly now: number;
}

export function demoItems({ stock, devices, now }: ItemsWanted, random: Random): DemoRecord[] {
  return parts.map(({ part, name }, at) => {
    const id = must(stock.get(part), 'every part has an item');
    const used = devices.filter(({ fault, status }) => fault.part === part && knownAt(status).repaired);
    const began = now - 210 * day;
    const left = randomInt(random, 0, 9);
    const sku = `${name
      .replaceAll(/[^A-Za-z]/g, '')
      .slice(0, 3)
      .toUpperCase()}-${1_001 + at * 7}`;
    const supplier = pick(random, suppliers);
    const bin = `${pick(random, shelves)}${randomInt(random, 1, 6)}`;
    const lost = at % 9 === 4 ? 1 : 0;
    const miscounted = at % 5 === 2 ? 1 : 0;
    const bought = by('ana', (entity) => {
      entity.set('sku', sku);
      entity.set('name', name);
      entity.set('supplier', supplier);
      entity.set('cost', costOf(part));
      entity.set('price', part.price);
      entity.set('location', shopLocation);
      entity.set('bin', bin);
      entity.set('reorderAt', part.price > 3_000 ? 2 : 4);
      entity.set('created', began);
      if (at % 4 === 1) entity.text('notes').insert(0, must(stockNotes[(at >> 2) % 3], 'a note'));
      const first = Math.ceil((used.length + left + lost + miscounted) / 2);
      const second = used.length + left + lost + miscounted - first;
      if (first > 0) entity.append('movements', { reason: 'received', quantity: first }, { at: began });
      if (second > 0)
        entity.append('movements', { reason: 'received', quantity: second }, { at: now - 80 * day });
    });
    const steps: DemoStep[] = [bought, ...used.map((device) => taken(device, now))];
    if (lost > 0) {
      const note = 'Fell off the bench, glass broken.';
      steps.push(
        by(
          'cai',
          (entity) =>
            void entity.append('movements', { reason: 'lost', quantity: -1, note }, { at: now - 30 * day }),
        ),
      );
    }
    if (miscounted > 0) {
      const note = 'Stock take: one less than the list said.';
      steps.push(
        by(
          'dee',
          (entity) =>
            void entity.append('movements', { reason: 'counted', quantity: -1, note }, { at: now - 9 * day }),
        ),
      );
    }
    return { name: named('item', id), steps };
  });
}

function taken({ id: device, engineer, received }: DemoDevice, now: number): DemoStep {
  const at = Math.min(now - 3_600_000, received + day);
  return by(engineer, (entity) => {
    entity.append('movements', { reason: 'used', quantity: -1, device }, { at });
  });
}
