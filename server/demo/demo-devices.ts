/** The demo's devices: taken in at the counter by one person, diagnosed and repaired by another. */
import type { EntityId } from '../../shared/lib/ids.ts';
import { must } from '../../shared/lib/assert.ts';
import type { DeviceStatus } from '../../shared/schema/device-status.ts';
import { pick, randomInt, type Random } from '../../shared/lib/random.ts';
import { costOf, type DemoStock } from './demo-items.ts';
import { by, dateOf, day, named, type DemoRecord, type DemoStep } from './demo-record.ts';
import { knownAt, stageOf, wayTo } from './demo-stage.ts';
import { engineers, shopLocation } from './people.ts';
import { products, type DemoFault, type DemoProduct } from './repairs.ts';

export interface DemoDevice {
  readonly id: EntityId;
  readonly status: DeviceStatus;
  /** As the shop would call it towards the client: `Galaxy S21`. */
  readonly called: string;
  readonly fault: DemoFault;
  readonly engineer: string;
  readonly received: number;
  readonly record: DemoRecord;
}

/** Phones more often than coffee machines. */
const counter: readonly DemoProduct[] = products.flatMap((product, at) =>
  Array.from({ length: Math.max(1, 6 - at) }, () => product),
);

const serialLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

const benches = ['A1', 'A2', 'B1', 'B2'] as const;

export interface HandedIn {
  readonly order: EntityId;
  /** Days since. */
  readonly age: number;
  readonly now: number;
  readonly stock: DemoStock;
}

export function demoDevice(
  { order, age, now, stock }: HandedIn,
  freshId: () => EntityId,
  random: Random,
): DemoDevice {
  const product = pick(random, counter);
  const { brand, model } = pick(random, product.makes);
  const fault = pick(random, product.faults);
  const status = stageOf(age, random);
  const known = knownAt(status);
  const id = freshId();
  const received = now - age * day - randomInt(random, 0, 6) * 3_600_000;
  const engineer = pick(random, engineers);
  const price = fault.labour + (fault.part?.price ?? 0);
  const serial = Array.from({ length: 10 }, () => serialLetters.charAt(randomInt(random, 0, 31))).join('');
  // The reporting body 00 belongs to test equipment, so that no real phone has this number.
  const imei = `00${String(randomInt(random, 0, 9_999_999_999_999)).padStart(13, '0')}`;
  const colour = pick(random, product.colours);
  const storage = product.storage.length > 0 ? pick(random, product.storage) : undefined;
  const accessories = product.accessories.filter(() => random() < 0.35);
  const grade = pick(random, ['A', 'B', 'B', 'C', 'C', 'D']);
  const passcode = product.phone ? pick(random, ['pin', 'pin', 'pattern', 'none']) : 'none';
  const priority = pick(random, ['normal', 'normal', 'normal', 'normal', 'urgent', 'express']);
  const due = dateOf(known.gone ? received + 5 * day : now + randomInt(random, -2, 7) * day);
  const place = pick(random, benches);

  const takenIn = by('dee', (entity) => {
    entity.set('order', order);
    entity.set('type', product.type);
    entity.set('brand', brand);
    entity.set('model', model);
    entity.set('serial', serial);
    if (product.phone) entity.set('imei', imei);
    entity.set('colour', colour);
    if (storage !== undefined) entity.set('storage', storage);
    entity.set('grade', grade);
    entity.set('passcodeKind', passcode);
    entity.set('priority', priority);
    entity.set('location', shopLocation);
    entity.set('readyBy', due);
    entity.set('received', received);
    entity.set('created', received);
    entity.set('status', 'device_received');
    entity.text('issue').insert(0, fault.issue);
    for (const accessory of accessories) entity.add('accessories', accessory);
  });

  const steps: DemoStep[] = [takenIn];
  if (status !== 'device_received') {
    const worked = by(engineer, (entity) => {
      entity.set('engineer', engineer);
      if (!known.gone) entity.set('bench', place);
      for (const each of wayTo(status)) entity.set('status', each);
      if (known.diagnosed) entity.text('diagnosis').insert(0, fault.diagnosis);
      if (known.repaired) entity.text('resolution').insert(0, fault.resolution);
      if (known.repaired && fault.part) {
        entity.append('parts', {
          part: fault.part.name,
          quantity: 1,
          cost: costOf(fault.part),
          item: must(stock.get(fault.part), 'every part has an item'),
        });
      }
      if (known.rejected) {
        entity
          .text('resolution')
          .insert(0, 'Not repaired: the repair would cost more than the client wants to spend.');
      }
    });
    steps.push(worked);
  }
  if (known.quoted) {
    const quoted = by('dee', (entity) => {
      entity.set('price', price);
      if (known.gone && !known.rejected) entity.set('warrantyUntil', dateOf(received + 370 * day));
    });
    steps.push(quoted);
  }
  return {
    id,
    status,
    called: model,
    fault,
    engineer,
    received,
    record: { name: named('device', id), steps },
  };
}
