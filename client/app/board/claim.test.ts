import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { projectRow } from '../../../shared/document/row.ts';
import { replica, syncAll } from '../../../shared/document/scene.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { claim, claimFor, claimOf, extendClaim, extendsEvery, release, timeLeft } from './claim.ts';

const kind = must(kindNamed('device'), 'no devices');
const now = 1_700_000_000_000;

test('KIND-4: a claim is over when its time is, when it is released, and when somebody else takes it', () => {
  const { doc, entity } = replica('ana', 1, kind);
  const seen = (at: number) => claimOf(projectRow(kind, 'd', doc), at);
  expect(seen(now)).toBeNull();
  claim(entity, 'ana', now + 0.25);
  expect(seen(now)).toEqual({ user: 'ana', until: now + claimFor });
  expect(seen(now + claimFor)).toBeNull();
  claim(entity, 'ana', now + 60_000);
  expect(seen(now + claimFor)).toEqual({ user: 'ana', until: now + claimFor + 60_000 });
  claim(entity, 'ben', now, 1_000);
  expect(seen(now)).toEqual({ user: 'ben', until: now + 1_000 });
  release(entity);
  expect(seen(now)).toBeNull();
});

test('KIND-4: of two who claim at once everybody sees the same one', () => {
  const [ana, ben] = [replica('ana', 1, kind), replica('ben', 2, kind)];
  claim(ana.entity, 'ana', now);
  claim(ben.entity, 'ben', now);
  syncAll([ana.doc, ben.doc]);
  const seen = claimOf(projectRow(kind, 'd', ana.doc), now);
  expect(seen).not.toBeNull();
  expect(claimOf(projectRow(kind, 'd', ben.doc), now)).toEqual(seen);
});

test('KIND-4: what is no claim claims nothing', () => {
  const until = now + 1;
  for (const fields of [
    {},
    { claimedBy: 'ana', claimedUntil: null },
    { claimedBy: '', claimedUntil: until },
    { claimedBy: null, claimedUntil: until },
    { claimedBy: 'ana', claimedUntil: 'tomorrow' },
  ])
    expect(claimOf({ fields }, now)).toBeNull();
  expect(claimOf(undefined, now)).toBeNull();
});

const minutes = (count: number): number => count * 60_000;
const left = (ms: number): string => timeLeft({ user: 'ana', until: now + ms }, now);

test('BOARD-1: a claim is one update, and is over with nothing more written', () => {
  const { doc, entity, made } = replica('ana', 1, kind);
  claim(entity, 'ana', now);
  expect(claimOf(projectRow(kind, 'd', doc), now + claimFor - 1)?.user).toBe('ana');
  expect(claimOf(projectRow(kind, 'd', doc), now + claimFor)).toBeNull();
  expect(made).toHaveLength(1);
});

test('BOARD-2: working on extends a claim at most every fifteen minutes', () => {
  const { doc, entity, made } = replica('ana', 1, kind);
  claim(entity, 'ana', now);
  for (let at = now; at < now + minutes(240); at += minutes(1)) {
    extendClaim(entity, 'ana', at);
    expect(claimOf(projectRow(kind, 'd', doc), at)?.user).toBe('ana');
  }
  // The claim itself, and one write a quarter of an hour.
  expect(extendsEvery).toBe(minutes(15));
  expect(made).toHaveLength(1 + 240 / 15 - 1);
});

test('BOARD-2: nobody extends a claim of somebody else, or one that is over, or makes one by that', () => {
  const { doc, entity, made } = replica('ana', 1, kind);
  expect(extendClaim(entity, 'ana', now)).toBe(false);
  claim(entity, 'ana', now);
  expect(extendClaim(entity, 'ben', now + minutes(60))).toBe(false);
  expect(extendClaim(entity, 'ana', now + claimFor)).toBe(false);
  expect(made).toHaveLength(1);
  expect(claimOf(projectRow(kind, 'd', doc), now)).toEqual({ user: 'ana', until: now + claimFor });
});

test('BOARD-1: what is left is told in hours and minutes, never as none', () => {
  expect([left(claimFor), left(minutes(95)), left(minutes(12)), left(1)]).toEqual([
    '2 h',
    '1 h 35 min',
    '12 min',
    '1 min',
  ]);
});
