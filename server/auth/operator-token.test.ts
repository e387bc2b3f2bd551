import { expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import { createVerifyOperator, mintOperatorToken } from './operator-token.ts';
import { noDevices } from '../accounts/unadministered-scene.ts';
import { createMintToken, createVerifyToken } from './token.ts';

const key = new Uint8Array(32).fill(1);

test('OPERATE-1: an operator’s token is good for a while, for this relay, and for nothing of people’s', async () => {
  const time = new ManualTime();
  const token = await mintOperatorToken(key, time, 60_000);
  const isOperator = createVerifyOperator(key, time);
  const isPerson = createVerifyToken(key, time, {
    user: () => Promise.resolve(undefined),
    shop: () => Promise.resolve(undefined),
    accounts: noDevices,
  });
  expect(await isOperator(token)).toBe(true);
  expect(await isPerson(token)).toBeUndefined();
  const owner = { shop: 'demo' as ShopId, id: 'operator' as Author, name: 'Ola', role: 'owner' } as const;
  const persons = await createMintToken(key, time)(owner, 60_000);
  expect(await isPerson(persons)).toMatchObject({ user: 'operator' });
  expect(await isOperator(persons)).toBe(false);
  expect(await isOperator('')).toBe(false);
  expect(await isOperator(token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toBe(false);
  expect(await createVerifyOperator(new Uint8Array(32).fill(2), time)(token)).toBe(false);
  await time.advance(61_000);
  expect(await isOperator(token)).toBe(false);
});
