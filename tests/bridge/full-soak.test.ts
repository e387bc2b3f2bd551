/** A shop and the emulated full API, played against each other over HTTP from a seed. */
import { expect, it } from 'vitest';
import { isTrouble } from '../../server/bridge/api/legacy-api.ts';
import { endLetters } from '../../server/bridge/letters.ts';
import { round } from '../../server/bridge/round.ts';
import { verify } from '../../server/bridge/verify.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import { pick, randomInt } from '../../shared/lib/random.ts';
import { fullScene, type FullScene } from './full-world.ts';
import { rates } from './full-rates.ts';
import { charge } from './charge.ts';
import { mostDevices, theyAct } from './full-users.ts';
import { lines, nameOf } from './world.ts';

const seeds = Number(process.env['SOLDER_RUNS'] ?? 2);
const first = Number(process.env['SOLDER_SEED'] ?? 1);
const steps = Number(process.env['SOLDER_STEPS'] ?? 120);

let words = 0;
const word = (): string => `w${++words}`;

type Action = (scene: FullScene) => void;

const some = ({ shop, random }: FullScene, kind: string): EntityName | undefined => {
  const names = shop.names(kind);
  return names.length > 0 ? pick(random, names) : undefined;
};
const type =
  (kind: string, field: string): Action =>
  (scene) => {
    const name = some(scene, kind);
    if (name) scene.shop.writeAs(name, 'ana', (entity) => entity.text(field).insert(0, `${word()} `));
  };
const set =
  (kind: string, field: string, value: (scene: FullScene) => string | number): Action =>
  (scene) => {
    const name = some(scene, kind);
    if (name) scene.shop.writeAs(name, 'ana', (entity) => entity.set(field, value(scene)));
  };
const say =
  (channel: string): Action =>
  (scene) => {
    const name = some(scene, 'ticket');
    if (name && !scene.shop.read(name, (entity) => entity.get('status') === 'closed'))
      scene.shop.writeAs(
        name,
        'ana',
        (entity) => void entity.append('messages', { channel, body: `ours ${word()}` }),
      );
  };
const they: Action = ({ legacy, random }) => theyAct({ legacy, random, word });

const actions: readonly Action[] = [
  type('device', 'diagnosis'),
  type('device', 'resolution'),
  type('client', 'notes'),
  set('client', 'phone', word),
  set('client', 'city', word),
  set('device', 'colour', word),
  set('device', 'serial', word),
  set('order', 'tracking', word),
  set('order', 'authorisedLimit', ({ random }) => randomInt(random, 1, 50_000)),
  set('ticket', 'subject', word),
  say('note'),
  say('email'),
  (scene) => {
    const name = some(scene, 'order');
    if (name) scene.shop.writeAs(name, 'ana', (entity) => charge(entity, scene.random, word));
  },
  (scene) => {
    const name = some(scene, 'device');
    if (!name) return;
    scene.shop.writeAs(name, 'ana', (entity) => {
      const next = entity
        .choices('status')
        ?.find(
          (status) => status !== entity.get('status') && status !== 'collected' && status !== 'despatched',
        );
      if (typeof next === 'string') entity.set('status', next);
    });
  },
  (scene) => {
    const order = some(scene, 'order');
    if (!order || scene.shop.names('device').length > mostDevices) return;
    const device = nameOf('device', `own-${word()}`);
    scene.shop.writeAs(device, 'ana', (entity) => {
      for (const [field, value] of Object.entries({
        created: 1,
        order: order.id,
        brand: word(),
        status: 'device_received',
      }))
        entity.set(field, value);
    });
  },
  (scene) => {
    for (const kind of ['device', 'order', 'client'])
      for (const name of scene.shop.names(kind)) {
        const [review] = scene.shop.read(name, (entity) => entity.reviews());
        if (!review || review.field === 'deleted') continue;
        const { value } = pick(scene.random, review.entries);
        scene.shop.writeAs(name, 'ana', (entity) => entity.set(review.field, value));
        return;
      }
  },
  they,
  they,
  they,
  they,
  they,
  they,
  they,
];

it(
  `BRIDGE-19: the full API and a shop are equal when all is well again, in ${seeds} runs of ${steps} steps, from seed ${first} on`,
  async () => {
    for (let seed = first; seed < first + seeds; seed++) {
      const scene = await fullScene({ seed, choices: { statusEnforced: true } });
      const { legacy, time, random, state } = scene;
      try {
        for (let n = 0; n < 4; n++) {
          const client = legacy.user.addClient({ name: `Client ${word()}`, email: `${word()}@example.org` });
          const order = legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
          legacy.user.addDevice(order.id, { custom_brand: word(), diagnosis_notes: '' });
        }
        legacy.faults.schedule(seed, rates);
        for (let step = 0; step < steps; step++) {
          pick(random, actions)(scene);
          if (step % 4 !== 0) continue;
          time.jump(time.now() + randomInt(random, 1_000, 40_000));
          await round(scene.bridge, { full: random() < 0.4 }).catch((error: unknown) => {
            if (!isTrouble(error)) throw error;
          });
        }
        legacy.faults.heal();
        for (let n = 0; n < 6; n++) {
          await endLetters(state, await state.deadLetters(), 'retry', time.now());
          time.jump(time.now() + 20 * 60_000);
          await scene.go();
        }
        const { differences } = await verify(scene.bridge);
        const found = lines(differences.filter(({ cause }) => cause !== 'in-review'));
        const mails = legacy
          .mails()
          .filter(({ cause }) => cause === 'reply')
          .map(({ body }) => body);
        expect({ seed, found, twice: mails.filter((mail, at) => mails.indexOf(mail) !== at) }).toEqual({
          seed,
          found: [],
          twice: [],
        });
      } finally {
        await legacy.stop();
      }
    }
  },
  60_000 + seeds * steps * 100,
);
