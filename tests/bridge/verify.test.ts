import { expect, it } from 'vitest';
import { verify } from '../../server/bridge/verify.ts';
import { go, lines, nameOf, oursOf, put, quietWorld, shopThere } from './world.ts';

it('BRIDGE-14: each difference is told once, with both values and why it is there, and nothing is written for it', async () => {
  const world = quietWorld();
  const { client, device, ticket } = shopThere(world);
  const [ada, phone, talk] = [oursOf('client', client), oursOf('device', device), oursOf('ticket', ticket)];
  await go(world, 2);
  put(world, ada, { city: 'Leeds' });
  put(world, nameOf('client', 'nameless'), { created: 1, phone: '1' });
  await go(world);
  world.shop.writeAs(
    talk,
    'ana',
    (entity) => void entity.append('messages', { channel: 'note', body: 'Not yet there' }),
  );
  world.legacy.say(ticket.id, 'Not yet here', false, false);
  world.legacy.edit('devices', device.id, { price: 90 });
  const late = world.legacy.add('clients', { name: 'Late', email: null });
  world.shop.writeAs(oursOf('ticket', ticket), 'ana', (entity) => entity.set('subject', 'Ours'));
  const { noteMoved } = await import('../../server/bridge/push.ts');
  await noteMoved(world.bridge);
  const [writes, heads] = [world.legacy.writes.length, [...world.shop.kept.values()].map(({ head }) => head)];
  const report = await verify(world.bridge);
  const told = report.differences.map(({ kind, id, legacy, field, cause }) => [
    kind,
    id ?? legacy,
    field,
    cause,
  ]);
  expect(lines(told)).toEqual(
    lines([
      ['client', ada.id, 'city', 'no-way-there'],
      ['client', late.id, '', 'only-there'],
      ['client', 'nameless', '', 'only-here'],
      ['device', phone.id, 'price', 'not-taken-yet'],
      ['ticket', talk.id, 'messages', 'not-sent-yet'],
      ['ticket', talk.id, 'messages', 'not-taken-yet'],
      ['ticket', talk.id, 'subject', 'not-sent-yet'],
    ]),
  );
  expect(report.differences.find(({ field }) => field === 'price')).toMatchObject({
    ours: 10_000,
    theirs: 9_000,
  });
  expect([world.legacy.writes.length, [...world.shop.kept.values()].map(({ head }) => head)]).toEqual([
    writes,
    heads,
  ]);
  await go(world, 2);
  world.shop.writeAs(phone, 'ana', (entity) => entity.delete());
  await go(world, 2);
  const after = (await verify(world.bridge)).differences;
  expect(lines(after.map(({ kind, field, cause }) => [kind, field, cause]))).toEqual(
    lines([
      ['client', '', 'only-here'],
      ['client', 'city', 'no-way-there'],
      ['device', '', 'deleted-here'],
      ['ticket', 'subject', 'no-way-there'],
    ]),
  );
});
