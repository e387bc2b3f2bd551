import { expect, test } from 'vitest';
import type { Row } from '../../../shared/document/types.ts';
import type { Present } from '../../../shared/protocol/messages.ts';
import { atTheBench } from './at-the-bench.ts';

const now = 1_800_000_000_000;
const row = (id: string, claimedBy: string | null = null, claimedUntil = now + 60_000): Row => ({
  kind: 'device',
  id,
  at: now,
  deleted: false,
  review: [],
  fields: { claimedBy, claimedUntil },
});
const here = (user: string, at: string, idle = false): Present => ({
  session: `${user}-${at}`,
  user,
  name: user,
  at,
  field: '',
  idle,
});

test('BOARD-9: the bench has who has a claim, who looks at a device, and the engineers who are away', () => {
  const rows = [row('d1', 'ben'), row('d2', 'cai', now), row('d3', 'ana', now + 90_000), row('d4', 'ana')];
  const present = [
    here('ben', 'device/d1'),
    here('ben', 'device/d4', true),
    here('dee', 'order/o1'),
    here('vic', 'device/d1', true),
  ];
  const bench = atTheBench({ rows, present, engineers: ['cai', 'ben'], now });
  const short = bench.map(({ user, state, claims, looksAt }) => ({
    user,
    state,
    claims: claims.map(({ row: { id } }) => id),
    looksAt,
  }));
  expect(short).toEqual([
    { user: 'ben', state: 'active', claims: ['d1'], looksAt: ['d4'] },
    { user: 'ana', state: 'away', claims: ['d3', 'd4'], looksAt: [] },
    { user: 'vic', state: 'idle', claims: [], looksAt: ['d1'] },
    { user: 'cai', state: 'away', claims: [], looksAt: [] },
  ]);
});

test('BOARD-9: a person on several screens is active if one of them is, and looks at each device once', () => {
  const present = [here('ben', 'device/d1', true), here('ben', 'device/d1'), here('ben', 'nonsense')];
  const [ben] = atTheBench({ rows: [], present, engineers: [], now });
  expect(ben).toEqual({ user: 'ben', state: 'active', claims: [], looksAt: ['d1'] });
});
