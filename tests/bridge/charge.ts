/** Somebody here charges for something that belongs to no device, or takes back a part of what is charged. */
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { pick, randomInt, type Random } from '../../shared/lib/random.ts';

export function charge(entity: EntityDocument, random: Random, word: () => string): void {
  const lines = entity.ledger('lines');
  if (lines.length > 0 && random() < 0.4) {
    const { parts } = pick(random, lines);
    return void entity.append('lines', { ...parts, quantity: random() < 0.7 ? -1 : 1 });
  }
  const fresh = {
    description: word(),
    quantity: randomInt(random, 1, 3),
    price: randomInt(random, 1, 9_999),
  };
  entity.append('lines', { type: 'accessory', ...fresh, ...(random() < 0.7 && { vat: 20 }) });
}
