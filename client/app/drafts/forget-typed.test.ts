import { expect, test } from 'vitest';
import type { EntityKey } from '../../../shared/lib/ids.ts';
import { Listeners } from '../../replica/listeners.ts';
import { deviceShelf } from './device-shelf.ts';
import { forgetTyped } from './forget-typed.ts';

const memory = () =>
  deviceShelf(() => {
    throw new DOMException('no', 'SecurityError');
  });
const draft = (key: string, text: string) => ({ key, text, base: null, at: 1 });
const checkIn = (client: string, device: string) =>
  JSON.stringify({
    client: { id: client, name: 'Mair' },
    order: 'o',
    ticket: 't',
    devices: [{ id: device }],
  });

const names = (shelf: Pick<Storage, 'key' | 'length'>) =>
  Array.from({ length: shelf.length }, (_, index) => shelf.key(index));

test('ERASE-6, ERASE-10: what anybody of the shop typed about who was erased goes, and nothing else', async () => {
  const [local, session] = [memory(), memory()];
  local.setItem(
    'solder.drafts/demo/ana/tab',
    JSON.stringify([draft('client/c1/name', 'Mair'), draft('client/c2/name', 'Bo')]),
  );
  local.setItem('solder.drafts/demo/ben/tab', JSON.stringify([draft('client/c1/notes', 'Mair')]));
  local.setItem('solder.drafts/other/ben/tab', JSON.stringify([draft('client/c1/notes', 'Other shop')]));
  local.setItem('solder.drafts/demo/cai/tab', 'no list');
  local.setItem('solder.drafts/demo/dee/tab', '[{"key":"client/c1/name","text":"Ma');
  local.setItem('solder.check-in/demo/cai/1', '{"client":{"id":"c1"');
  local.setItem('solder.check-in/demo/ben/1', checkIn('c1', 'd9'));
  local.setItem('solder.check-in/demo/ben/2', checkIn('c2', 'd1'));
  local.setItem('solder.check-in/demo/ben/3', checkIn('c2', 'd2'));
  local.setItem('mantine-color-scheme-value', 'dark');
  session.setItem('solder.form.client/c1/messages', 'Mair');
  session.setItem('solder.form.client/c2/messages', 'Bo');
  const gone: EntityKey[] = [];
  const changed = new Listeners();
  const end = forgetTyped(
    {
      shop: 'demo',
      erased: () => Promise.resolve({ names: [...gone], files: [] }),
      subscribeErased: (run) => changed.subscribe(run),
    },
    [local, session],
  );
  await Promise.resolve();
  expect(local.length).toBe(10);
  gone.push('client/c1' as EntityKey, 'device/d1' as EntityKey);
  changed.emit();
  await expect.poll(() => names(session)).toEqual(['solder.form.client/c2/messages']);
  expect(names(local)).toEqual([
    'solder.drafts/demo/ana/tab',
    'solder.drafts/other/ben/tab',
    'solder.drafts/demo/cai/tab',
    'solder.check-in/demo/ben/3',
    'mantine-color-scheme-value',
  ]);
  expect(JSON.parse(local.getItem('solder.drafts/demo/ana/tab') ?? '')).toEqual([
    draft('client/c2/name', 'Bo'),
  ]);
  end();
});
