/** Everybody at once: people at devices, programs over HTTP and users of the legacy system, through a real relay, while requests fail. */
import { expect, it } from 'vitest';
import { isTrouble } from '../../server/bridge/api/legacy-api.ts';
import { usualLimits } from '../../server/bridge/parts.ts';
import { endLetters } from '../../server/bridge/letters.ts';
import { round } from '../../server/bridge/round.ts';
import { verify } from '../../server/bridge/verify.ts';
import { randomInt } from '../../shared/lib/random.ts';
import type { EntityName } from '../../shared/lib/ids.ts';
import { act, type Told } from './everybody-actions.ts';
import { everybody } from './everybody-scene.ts';
import { rates } from './full-rates.ts';
import { lines } from './world.ts';

/** `SOLDER_RUNS=20 SOLDER_STEPS=2000` is a long run. */
const seeds = Number(process.env['SOLDER_RUNS'] ?? 1);
const first = Number(process.env['SOLDER_SEED'] ?? 1);
const steps = Number(process.env['SOLDER_STEPS'] ?? 150);

it(
  `BRIDGE-19: technicians, programs and legacy users leave both sides equal over a real relay, in ${seeds} runs of ${steps} steps, from seed ${first} on`,
  async () => {
    for (let seed = first; seed < first + seeds; seed++) await run(seed);
  },
  60_000 + seeds * steps * 1_500,
);

async function run(seed: number): Promise<void> {
  const scene = await everybody(seed);
  const { legacy, random, time, bridge } = scene;
  let words = 0;
  const word = (): string => `w${++words}`;
  const told: Told = { scene, word, said: [], seen: new Map() };
  try {
    for (let n = 0; n < 3; n++) {
      const client = legacy.user.addClient({ name: word(), email: `${word()}@example.org` });
      const order = legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
      legacy.user.addDevice(order.id, { custom_brand: word(), diagnosis_notes: '' });
    }
    await round(bridge, { full: true });
    await scene.settled();
    legacy.faults.schedule(seed, rates);
    for (let step = 0; step < steps; step++) {
      await act(told);
      if (step % 5 !== 0) continue;
      time.jump(time.now() + randomInt(random, 1_000, 40_000));
      await round(bridge, { full: random() < 0.4 }).catch((error: unknown) => {
        if (!isTrouble(error)) throw error;
      });
      if (random() < 0.1) await scene.restartBridge();
    }
    legacy.faults.heal();
    for (const { network } of scene.people) network.mend();
    for (let n = 0; n < 5; n++) {
      await scene.settled();
      await endLetters(bridge.state, await bridge.state.deadLetters(), 'retry', time.now());
      time.jump(time.now() + 20 * 60_000);
      await round({ ...bridge, limits: usualLimits }, { full: true });
    }
    await scene.settled();
    expect({ seed, ...(await findings(told)) }).toEqual({
      seed,
      drift: [],
      mailedTwice: [],
      lost: [],
      messages: { here: [], there: [] },
      devices: [],
    });
  } finally {
    await scene.close();
  }
}

/** Whether people said it; the rest is what a system writes of itself. */
const isSpoken = (body: string): boolean => /^(ours|theirs) w\d+$/.test(body);

/** What is not as it should be when all is well again. */
async function findings({ scene, said }: Told) {
  const { legacy, bridge, people } = scene;
  const { differences } = await verify(bridge);
  const mails = legacy.mails().filter(({ cause }) => cause === 'reply');
  const bodies = mails.map(({ body }) => body);
  const names: EntityName[] = [];
  for (const { kind } of bridge.mapping.kinds)
    for await (const id of bridge.records.ids(kind)) names.push({ kind, id });
  const here: string[] = [];
  for (const name of names.filter(({ kind }) => kind === 'ticket'))
    here.push(
      ...(await scene.read(name, (entity) =>
        entity.deleted ? [] : entity.ledger('messages').map(({ parts }) => String(parts['body'])),
      )),
    );
  const there = legacy.rows('messages').map(({ body_text }) => String(body_text));
  const devices: unknown[] = [];
  for (const name of names) {
    const row = await scene.row(name);
    const fields = row && shownBy(row);
    for (const { replica } of people) {
      const known = replica.row(name);
      if (JSON.stringify(known && shownBy(known)) !== JSON.stringify(fields)) devices.push(name);
    }
  }
  return {
    drift: lines(differences.filter(({ cause }) => cause !== 'in-review')),
    mailedTwice: bodies.filter((body, at) => bodies.indexOf(body) !== at),
    lost: said.filter((body) => !here.includes(body) || !there.includes(body)),
    messages: {
      here: here.filter((body, at) => isSpoken(body) && (here.indexOf(body) !== at || !there.includes(body))),
      there: there.filter(
        (body, at) => isSpoken(body) && (there.indexOf(body) !== at || !here.includes(body)),
      ),
    },
    devices,
  };
}

const shownBy = ({
  fields,
  review,
  deleted,
}: {
  fields: object;
  review: readonly string[];
  deleted: boolean;
}) => ({
  fields: Object.fromEntries(Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  review: review.toSorted(),
  deleted,
});
