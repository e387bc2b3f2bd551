import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { parseEntityId, type EntityId, type KindName } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { BridgeState, Link } from './bridge-state.ts';
import { bridgeStateContract } from './bridge-state.contract.ts';
import { MemoryBridgeState } from './memory-bridge-state.ts';
import { SqliteBridgeState } from './sqlite-bridge-state.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function newFile(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'solder-bridge-'));
  folders.push(folder);
  return path.join(folder, 'bridge.sqlite');
}

const files = new WeakMap<BridgeState, string>();
async function openFile(file: string): Promise<BridgeState> {
  const state = new SqliteBridgeState(file);
  files.set(state, file);
  return Promise.resolve(state);
}

bridgeStateContract(
  'in memory',
  () => Promise.resolve(new MemoryBridgeState()),
  (state) => Promise.resolve(state),
);
bridgeStateContract(
  'in a file',
  async () => openFile(await newFile()),
  async (state) => {
    const file = must(files.get(state), 'its file');
    await state.close();
    return openFile(file);
  },
);

const id = (text: string): EntityId => must(parseEntityId(text), 'a legal id');

it('BRIDGE-7: a step of which a part cannot be stored is not stored at all', async () => {
  const state = new SqliteBridgeState(await newFile());
  const broken = { kind: 'device', id: id('a'), legacy: undefined } as unknown as Link;
  await expect(state.commit({ cursors: { moved: '1' }, links: [broken] })).rejects.toThrow();
  expect(await state.cursor('moved')).toBeUndefined();
  await state.close();
});

it('BRIDGE-15: no byte of what was forgotten is left in the file', async () => {
  const file = await newFile();
  const state = new SqliteBridgeState(file);
  const link: Link = {
    kind: 'client' as KindName,
    id: id('a'),
    legacy: 'x',
    born: 'there',
    parent: null,
    base: { name: 'Wilhelmina Quux' },
    digest: '',
    listed: 0,
    read: 0,
    known: 'wilhelmina@example.org',
    agreed: 0,
    gone: null,
    aside: {},
  };
  await state.commit({ links: [link] });
  await state.forget([link]);
  await state.close();
  const bytes = await readFile(file, 'latin1');
  expect(bytes).not.toMatch(/wilhelmina/i);
});
