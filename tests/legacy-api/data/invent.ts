/** Invented people, machines and moments for both emulators. Nothing of it is anybody's: see the comments for why it cannot be. */
import { companies, firstNames, lastNames, streets, towns } from '../../../server/demo/people.ts';
import { products, type DemoFault } from '../../../server/demo/repairs.ts';
import { pick, randomInt, type Random } from '../../../shared/lib/random.ts';

export interface InventedPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string;
  readonly address: string;
  readonly city: string;
  readonly postcode: string;
  readonly company: string | null;
}

/** @param at tells those of one name apart */
export function inventPerson(at: number, random: Random): InventedPerson {
  const firstName = pick(random, firstNames);
  const lastName = pick(random, lastNames);
  const { city, outward } = pick(random, towns);
  const letter = (): string => 'ABDEFGHJLNPQRSTUWXYZ'.charAt(randomInt(random, 0, 19));
  // example.org belongs to nobody, and 07700 900000 to 900999 is kept for drama.
  return {
    firstName,
    lastName,
    email: `${firstName}.${lastName}.${at}@example.org`.toLowerCase().replaceAll("'", ''),
    phone: `07700 900${String(randomInt(random, 0, 999)).padStart(3, '0')}`,
    address: `${randomInt(random, 1, 180)} ${pick(random, streets)}`,
    city,
    postcode: `${outward} ${randomInt(random, 1, 9)}${letter()}${letter()}`,
    company: random() < 0.08 ? pick(random, companies) : null,
  };
}

export interface InventedMachine {
  readonly type: string;
  readonly brand: string;
  readonly model: string;
  readonly colour: string;
  readonly storage: string | null;
  readonly serial: string;
  readonly imei: string | null;
  readonly accessories: readonly string[];
  readonly fault: DemoFault;
  /** What the repair costs, in major units including VAT. */
  readonly price: number;
}

const symbols = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export function inventMachine(random: Random): InventedMachine {
  const product = pick(random, products);
  const { brand, model } = pick(random, product.makes);
  const fault = pick(random, product.faults);
  const serial = Array.from({ length: 10 }, () => symbols.charAt(randomInt(random, 0, symbols.length - 1)));
  return {
    type: product.type,
    brand,
    model,
    colour: pick(random, product.colours),
    storage: product.storage.length === 0 ? null : pick(random, product.storage),
    serial: `ZZ${serial.join('')}`,
    imei: product.phone ? inventImei(random) : null,
    accessories: product.accessories.filter(() => random() < 0.4),
    fault,
    price: (fault.labour + (fault.part?.price ?? 0)) / 100,
  };
}

/** Of the range that begins with 00, which is for test equipment; with the check digit that a scanner wants. */
function inventImei(random: Random): string {
  const digits = `00${Array.from({ length: 12 }, () => randomInt(random, 0, 9)).join('')}`;
  const sum = [...digits].reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits + String((10 - (sum % 10)) % 10);
}

const day = 24 * 3_600_000;

/** So many moments of the last two years in their order, in opening hours. */
export function inventMoments(count: number, now: number, random: Random): number[] {
  const moments = Array.from({ length: count }, () => {
    const date = Math.floor((now - randomInt(random, 1, 730) * day) / day) * day;
    return date + randomInt(random, 9 * 3600, 18 * 3600) * 1000 + randomInt(random, 0, 999);
  });
  return moments.toSorted((a, b) => a - b);
}

/** How `records` records are spread over the kinds. */
export function spread(records: number): { clients: number; orders: number; devices: number; tickets: number } {
  const orders = Math.max(1, Math.round(records * 0.24));
  const devices = Math.max(1, Math.round(records * 0.3));
  const clients = Math.max(1, Math.round(records * 0.2));
  return { clients, orders, devices, tickets: Math.max(orders, records - orders - devices - clients) };
}
