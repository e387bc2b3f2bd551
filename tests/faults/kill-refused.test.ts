/**
 * Fault 15 for refused edits: the relay is killed while a manager applies them. Applying writes and settles in one commit, so that
 * each is open and not written, or settled and written once. More kills: `SOLDER_KILLS=n`; a seed: `SOLDER_SEED=n`.
 */
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processScene, type ProcessScene, type Running } from '../../server/process-scene.ts';
import { randomInt, seededRandom } from '../../shared/lib/random.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

const kills = Number(process.env['SOLDER_KILLS'] ?? 6);
const seed = Number(process.env['SOLDER_SEED'] ?? Date.now() % 1_000_000);
const orders = ['order/kill-1', 'order/kill-2', 'order/kill-3'];
/** For each kill, of which the relay lives to see some. */
const perKill = 18;
const atOnce = 6;

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene({ demo: true });
});
afterEach(() => scene.end());

interface Listed {
  readonly id: string;
  readonly state: string;
  readonly value: { readonly amount: number };
}

it(
  `QUAR-4, STORE-18: ${kills} kills while refused edits are applied, and each is applied once or open (seed ${seed})`,
  { timeout: 60_000 + kills * 10_000 },
  async () => {
    const random = seededRandom(seed);
    let relay = await scene.relay();
    const manager = await scene.token('ana');
    await refusedPayments(relay, await scene.token('ben'), kills * perKill);
    const acknowledged = new Set<string>();
    for (let kill = 0; kill < kills; kill++) {
      const open = await list(relay, manager, 'open');
      await applyUntilKilled(
        relay,
        manager,
        open,
        randomInt(random, 1, perKill),
        random() * 10,
        acknowledged,
      );
      relay = await scene.relay();
      await check(relay, manager, acknowledged, `kill ${kill + 1} of seed ${seed}`);
    }
    // What is open still can be applied, and what was applied cannot be again.
    for (const { id } of await list(relay, manager, 'open')) {
      expect(await apply(relay, manager, id)).toBe(200);
      expect(await apply(relay, manager, id)).toBe(409);
      acknowledged.add(id);
    }
    await check(relay, manager, acknowledged, `the end of seed ${seed}`);
    expect(await list(relay, manager, 'applied')).toHaveLength(kills * perKill);
  },
);

/** Ben, a technician, takes payments, which is not his to do: each is another amount, and a refused edit of its own. */
async function refusedPayments(relay: Running, token: string, count: number): Promise<void> {
  const ben = await ProtocolClient.connect(relay.url, token);
  const opened = await Promise.all(orders.map((order) => ben.open(order)));
  for (let amount = 1; amount <= count; amount++) {
    const open = opened[amount % orders.length];
    open?.doc
      .getArray('log:payments')
      .push([{ id: `p${amount}`, at: 1_700_000_000_000, by: 'ben', method: 'cash', amount }]);
  }
  await ben.until(() => opened.every(({ sent, acked }) => sent === acked));
  ben.end();
}

async function list(relay: Running, token: string, state: string): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = `state=${state}&limit=100${cursor && `&cursor=${cursor}`}`;
    const response = await fetch(`${relay.url}/api/shops/demo/refused?${query}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const page = (await response.json()) as { refused: readonly Listed[]; next: string | null };
    found.push(...page.refused);
    cursor = page.next;
  }
  return found;
}

/** The status of the answer; undefined when the relay died over it. */
async function apply(relay: Running, token: string, id: string): Promise<number | undefined> {
  try {
    const response = await fetch(`${relay.url}/api/shops/demo/refused/${id}/apply`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
    });
    return response.status;
  } catch {
    return undefined;
  }
}

/** Several at once, until the relay is killed `delay` milliseconds after it answered `answers` of them. */
async function applyUntilKilled(
  relay: Running,
  token: string,
  open: readonly Listed[],
  answers: number,
  delay: number,
  acknowledged: Set<string>,
): Promise<void> {
  const rest = [...open];
  let answered = 0;
  const work = async (): Promise<void> => {
    for (let next = rest.pop(); next; next = rest.pop()) {
      const status = await apply(relay, token, next.id);
      if (status === undefined) return;
      expect(status).toBe(200);
      acknowledged.add(next.id);
      answered++;
      if (answered !== answers) continue;
      await setTimeout(delay);
      relay.process.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await relay.ended;
}

async function check(relay: Running, token: string, acknowledged: ReadonlySet<string>, when: string) {
  const [open, applied] = [await list(relay, token, 'open'), await list(relay, token, 'applied')];
  expect(open.length + applied.length, when).toBe(kills * perKill);
  const written = await paid(relay, token);
  const once = (edits: readonly Listed[]): number[] =>
    edits.map(({ value }) => written.get(value.amount) ?? 0);
  expect(once(open), when).toEqual(open.map(() => 0));
  expect(once(applied), when).toEqual(applied.map(() => 1));
  const settled = new Set(applied.map(({ id }) => id));
  expect(
    [...acknowledged].filter((id) => !settled.has(id)),
    when,
  ).toEqual([]);
}

/** How many payments the relay's row of an order has. */
async function countOf(relay: Running, token: string, order: string): Promise<number> {
  const response = await fetch(`${relay.url}/api/shops/demo/${order}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  if (response.status === 404) return 0;
  const { fields } = (await response.json()) as { fields: { payments: { count: number } } };
  return fields.payments.count;
}

/** How often each amount stands in the orders. */
async function paid(relay: Running, token: string): Promise<ReadonlyMap<number, number>> {
  const ana = await ProtocolClient.connect(relay.url, token);
  const times = new Map<number, number>();
  for (const order of orders) {
    const { doc } = await ana.open(order);
    const count = await countOf(relay, token, order);
    await ana.until(() => doc.getArray('log:payments').length >= count);
    for (const entry of doc.getArray('log:payments').toJSON() as readonly { readonly amount: number }[]) {
      times.set(entry.amount, (times.get(entry.amount) ?? 0) + 1);
    }
  }
  ana.end();
  return times;
}
