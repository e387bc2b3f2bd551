/** What a dead letter owns, and what giving up, taking up again and discarding do to that (rules BRIDGE-23 and BRIDGE-24). */
import { afterEach, expect, it } from 'vitest';
import { endLetters } from '../../server/bridge/letters.ts';
import { recordIdOf } from '../../server/bridge/legacy-ids.ts';
import { noteMoved } from '../../server/bridge/push.ts';
import { retryFields } from '../../server/bridge/refused-fields.ts';
import { toldState } from '../../server/bridge/running/told-state.ts';
import { verify } from '../../server/bridge/verify.ts';
import { LegacySteps } from '../../server/relay/legacy-steps.ts';
import { must } from '../../shared/lib/assert.ts';
import { entityKey, parseShop } from '../../shared/lib/ids.ts';
import { fullScene, type FullScene } from './full-world.ts';
import type { World } from './soak.ts';
import { go, nameOf, oursOf, put, quietWorld, settle, shopThere, shown } from './world.ts';

let scene: FullScene | undefined;
afterEach(async () => {
  await scene?.legacy.stop();
  scene = undefined;
});

async function startedShop() {
  const world = quietWorld();
  const rows = shopThere(world);
  await go(world, 2);
  return { world, rows, ticket: oursOf('ticket', rows.ticket) };
}

const end = async ({ state, time }: World, way: 'retry' | 'discard'): Promise<void> =>
  endLetters(state, await state.deadLetters(), way, time.now());

const say = ({ shop }: World, ticket: ReturnType<typeof oursOf>, channel: string, body: string): void =>
  shop.writeAs(ticket, 'ana', (entity) => void entity.append('messages', { channel, body }));

const bodies = ({ shop }: World, ticket: ReturnType<typeof oursOf>): readonly string[] =>
  shop.read(ticket, (entity) => entity.ledger('messages').map(({ parts }) => String(parts['body'])));

it('BRIDGE-23: a record that cannot be made there is given up, and what is new there comes in all the same; one that turns up late is that record', async () => {
  const { world } = await startedShop();
  const { legacy, shop, state } = world;
  const own = nameOf('client', 'own');
  put(world, own, { created: 1, name: 'Odd', email: 'odd@example.org' });
  let posts = 0;
  legacy.aim = (method, path) => {
    if (method !== 'POST' || path !== '/api/clients') return undefined;
    posts++;
    return 'error-before';
  };
  await settle(world, 20);
  expect((await state.deadLetters()).map(({ key, reason }) => [key, reason])).toEqual([
    ['client/own', 'exhausted'],
  ]);
  const fresh = legacy.add('clients', { name: 'New', email: 'new@example.org' });
  legacy.add('orders', { client_id: fresh.id, status: 'awaiting_device', notes: '' });
  await go(world);
  expect([shop.names('client').length, shop.names('order').length]).toEqual([3, 2]);
  await end(world, 'discard');
  const before = posts;
  await settle(world, 4);
  expect([posts - before, await state.deadLetters()]).toEqual([0, []]);
  // The last request was carried out after all, hours ago.
  const late = legacy.add('clients', { name: 'Odd', email: 'odd@example.org' });
  await go(world);
  expect([await state.link(own), shop.names('client').length]).toMatchObject([{ legacy: late.id }, 3]);
});

it('BRIDGE-23: the letter of a ticket names the messages that were not sent; who discards it lets go of them, and nobody is mailed', async () => {
  for (const way of ['discard', 'retry'] as const) {
    const { world, ticket } = await startedShop();
    const { legacy, state, bridge } = world;
    say(world, ticket, 'email', 'Do not send');
    legacy.aim = (method) => (method === 'POST' ? 'error-before' : undefined);
    await settle(world, 20);
    const letters = await state.deadLetters();
    expect(letters).toMatchObject([{ key: `ticket/${ticket.id}`, reason: 'exhausted' }]);
    expect(letters[0]?.detail).toContain('not sent: email “Do not send”');
    await end(world, way);
    legacy.aim = () => undefined;
    await settle(world, 2);
    say(world, ticket, 'note', 'Called');
    await settle(world, 2);
    const isSent = way === 'retry';
    expect([legacy.mails, legacy.messages.some(({ content }) => content === 'Called')]).toEqual([
      isSent ? ['Do not send'] : [],
      true,
    ]);
    expect((await verify(bridge)).differences.map(({ cause }) => cause)).toEqual(isSent ? [] : ['given-up']);
  }
});

it('BRIDGE-23: a message that was refused is let go of by who discards its letter, and sent by who takes it up', async () => {
  for (const [way, mails] of [
    ['discard', []],
    ['retry', ['Ready']],
  ] as const) {
    const { world, ticket } = await startedShop();
    say(world, ticket, 'email', 'Ready');
    world.legacy.aim = (method) => (method === 'POST' ? 'refuse-before' : undefined);
    await go(world);
    expect((await world.state.deadLetters()).map(({ what, reason }) => [what, reason])).toEqual([
      ['message', 'refused'],
    ]);
    world.legacy.aim = () => undefined;
    await end(world, way);
    say(world, ticket, 'note', 'Called');
    await settle(world, 1);
    expect(world.legacy.mails).toEqual(mails);
  }
});

it('BRIDGE-23: who writes a record again takes up what was given up of it', async () => {
  const { world, rows } = await startedShop();
  const device = oursOf('device', rows.device);
  put(world, device, { price: 1 });
  world.legacy.aim = (method) => (method === 'PATCH' ? 'error-before' : undefined);
  await settle(world, 20);
  expect(await world.state.deadLetters()).toHaveLength(1);
  world.legacy.aim = () => undefined;
  put(world, device, { price: 2 });
  await go(world);
  expect([await world.state.deadLetters(), world.legacy.rows.devices.get(rows.device.id)]).toMatchObject([
    [],
    { price: 0.02 },
  ]);
});

it('BRIDGE-23: a message there that can be none here is put aside by itself, in a letter that stays until it fits or is let go of', async () => {
  const { world, rows, ticket } = await startedShop();
  const { legacy, state, bridge } = world;
  const long = legacy.say(rows.ticket.id, 'x'.repeat(300_000), false, false);
  legacy.say(rows.ticket.id, 'Short and later', false, false);
  legacy.edit('tickets', rows.ticket.id, { subject: 'New subject' });
  await go(world, 3);
  expect([shown(world, ticket, 'subject'), bodies(world, ticket)]).toEqual([
    'New subject',
    ['When is it ready?', 'Short and later'],
  ]);
  const told = async () => (await state.deadLetters()).map(({ key, reason }) => [key, reason]);
  expect(await told()).toEqual([[`ticket:${rows.ticket.id}#${long.id}`, 'unreadable']]);
  expect((await verify(bridge)).differences.map(({ cause }) => cause)).toEqual(['unreadable-there']);
  await end(world, 'discard');
  await go(world, 2);
  expect(await told()).toEqual([]);
  const other = legacy.say(rows.ticket.id, 'y'.repeat(300_000), false, false);
  await go(world);
  expect(await told()).toHaveLength(1);
  Object.assign(other, { content: 'Mended' });
  await go(world);
  expect([await told(), bodies(world, ticket).at(-1)]).toEqual([[], 'Mended']);
});

it('BRIDGE-23: messages of a record that the relay did not take are written when it does', async () => {
  const { world, rows, ticket } = await startedShop();
  const write = world.shop.write.bind(world.shop);
  world.shop.write = (name, change) =>
    name.kind === 'ticket' ? Promise.reject(new Error('out of order')) : write(name, change);
  world.legacy.say(rows.ticket.id, 'Still there?', false, false);
  await go(world);
  expect((await world.state.deadLetters()).map(({ reason }) => reason)).toEqual(['internal']);
  world.shop.write = write;
  await go(world);
  expect([bodies(world, ticket), await world.state.deadLetters()]).toEqual([
    ['When is it ready?', 'Still there?'],
    [],
  ]);
});

for (const fault of ['null', 'wrong-type'] as const)
  it(`BRIDGE-24: a mail of which nobody answered is not sent again while the ticket does not tell its messages: ${fault}`, async () => {
    scene = await fullScene();
    const { legacy, shop, time, state } = scene;
    const client = legacy.user.addClient({ name: 'Ada', email: 'ada@example.org' });
    const order = legacy.user.addOrder({ client_id: client.id, location_id: 'location-wharf-street' });
    const ticket = nameOf('ticket', recordIdOf(String(order.ticket_id)));
    await scene.go(2);
    shop.writeAs(
      ticket,
      'ana',
      (entity) => void entity.append('messages', { channel: 'email', body: 'Ready' }),
    );
    legacy.faults.next({ fault: 'cut', commit: 'after' }, { kind: 'POST /tickets/:t/reply' });
    legacy.faults.next({ fault, field: 'messages' }, { kind: 'GET /tickets/:t', after: 1, times: 100_000 });
    for (let n = 0; n < 12; n++) {
      await scene.go();
      time.jump(time.now() + 20 * 60_000);
    }
    const mails = () => legacy.mails().filter(({ cause }) => cause === 'reply').length;
    expect([mails(), (await state.deadLetters()).map(({ reason }) => reason)]).toEqual([1, ['untold']]);
    legacy.faults.heal();
    await endLetters(state, await state.deadLetters(), 'retry', time.now());
    await scene.go(2);
    expect([mails(), await state.deadLetters()]).toEqual([1, []]);
    expect(
      shop.read(ticket, (entity) => entity.ledger('messages').map(({ parts }) => parts['body'])),
    ).toEqual(['Ready']);
  });

it('BRIDGE-24: a row of the messages that cannot be read may be the one that is looked for; with none under way it holds nothing up', async () => {
  const { world, rows, ticket } = await startedShop();
  const { legacy } = world;
  const odd = legacy.say(rows.ticket.id, '', false, false);
  say(world, ticket, 'note', 'Called');
  await go(world);
  expect(legacy.messages.map(({ content }) => content)).toContain('Called');
  say(world, ticket, 'email', 'Ready');
  let first = true;
  legacy.aim = (method) => {
    const hit = first && method === 'POST';
    if (hit) first = false;
    return hit ? 'cut-before' : undefined;
  };
  await settle(world, 3);
  expect(legacy.mails).toEqual([]);
  Object.assign(odd, { content: 'Mended' });
  await settle(world, 2);
  expect(legacy.mails).toEqual(['Ready']);
});

it('LEGACY-1, BRIDGE-23: what was written meanwhile is told as there when its record is taken up again, and keeps its place', async () => {
  const { world, rows, ticket } = await startedShop();
  const { legacy, shop, time, state } = world;
  const device = oursOf('device', rows.device);
  const [steps, demo] = [new LegacySteps(), must(parseShop('demo'), 'a shop')];
  steps.begin(demo, ['device', 'ticket']);
  steps.known(demo);
  world.bridge = { ...world.bridge, state: toldState(state, (reached) => steps.reached(demo, reached)) };
  const cases = [
    {
      name: ticket,
      write: (price: number) => say(world, ticket, 'email', `It is ${price}`),
      takeUp: () => end(world, 'retry'),
    },
    {
      name: device,
      write: (price: number) => put(world, device, { price }),
      takeUp: () => retryFields(state, { kinds: [device.kind], keys: undefined }, time.now()),
    },
  ];
  for (const { name, write, takeUp } of cases) {
    legacy.aim = (method) => (method === 'GET' ? undefined : 'refuse-before');
    write(500);
    await go(world);
    // Somebody writes again.
    write(700);
    const head = must(shop.kept.get(entityKey(name)), 'a record').head;
    steps.reached(demo, [{ ...name, step: 'waiting', seq: head }]);
    await noteMoved(world.bridge);
    const noted = await state.outgoing(name);
    time.jump(time.now() + 60_000);
    await takeUp();
    expect(await state.outgoing(name)).toEqual({ ...noted, head, notBefore: time.now() });
    legacy.aim = () => undefined;
    await go(world, 2);
    expect(steps.records(demo)).toEqual([]);
  }
});

it('BRIDGE-33: what waits for a record that is tried uses up no try; what was given up for want of one is taken up when that is there', async () => {
  const { world } = await startedShop();
  const { legacy, shop, state } = world;
  const [client, order] = [nameOf('client', 'own'), nameOf('order', 'own')];
  put(world, client, { created: 1, name: 'Odd', email: 'odd@example.org' });
  put(world, order, { created: 2, client: client.id });
  legacy.aim = (method, path) => (method === 'POST' && path === '/api/clients' ? 'error-before' : undefined);
  await go(world, 3);
  expect(await state.outgoing(order)).toMatchObject({ tries: 0 });
  await settle(world, 40);
  expect((await state.deadLetters()).map(({ key, reason }) => [key, reason])).toEqual([
    ['client/own', 'exhausted'],
    ['order/own', 'parent-missing'],
  ]);
  legacy.aim = () => undefined;
  // Somebody takes up the client alone.
  await endLetters(state, (await state.deadLetters()).slice(0, 1), 'retry', world.time.now());
  await settle(world, 4);
  expect(await state.deadLetters()).toEqual([]);
  expect(await state.link(order)).toMatchObject({ legacy: expect.any(String) });
  expect(shop.names('order')).toContainEqual(order);
});
