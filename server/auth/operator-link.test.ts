import { expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import {
  createAdmitsToDashboard,
  createEnterDashboard,
  dashboardLife,
  linkLife,
  mintOperatorLink,
} from './operator-link.ts';
import { createVerifyOperator, mintOperatorToken } from './operator-token.ts';
import { createMintToken } from './token.ts';

const key = new Uint8Array(32).fill(1);

test('DASH-1: a link opens the way in once, and what it gives opens the dashboard’s doors for a working day', async () => {
  const time = new ManualTime();
  const [enter, isOperator] = [createEnterDashboard(key, time), createVerifyOperator(key, time)];
  const admits = createAdmitsToDashboard(key, time);
  const link = await mintOperatorLink(key, time, 'one');
  expect([await isOperator(link), await admits(link)]).toEqual([false, false]);
  const entered = await enter(link);
  expect(entered?.ends).toBe(time.now() + dashboardLife);
  expect(await admits(entered?.token ?? '')).toBe(true);
  expect(await isOperator(entered?.token ?? '')).toBe(false);
  expect(await admits(await mintOperatorToken(key, time, 60_000))).toBe(false);
  expect(await enter(link)).toBeUndefined();
  await time.advance(dashboardLife + 1_000);
  expect(await admits(entered?.token ?? '')).toBe(false);
});

test('DASH-1: what is over, spoilt, of another key or of another kind is no link', async () => {
  const time = new ManualTime();
  const enter = createEnterDashboard(key, time);
  const link = await mintOperatorLink(key, time, 'one');
  const owner = { shop: 'demo' as ShopId, id: 'ola' as Author, name: 'Ola', role: 'owner' } as const;
  for (const wrong of [
    '',
    'nonsense',
    'x'.repeat(5_000),
    link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    await mintOperatorLink(new Uint8Array(32).fill(2), time, 'two'),
    await mintOperatorToken(key, time, 60_000),
    await createMintToken(key, time)(owner, 60_000),
  ]) {
    expect(await enter(wrong), wrong.slice(0, 20)).toBeUndefined();
  }
  await time.advance(linkLife + 1_000);
  expect(await enter(link)).toBeUndefined();
});
