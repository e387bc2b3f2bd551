import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { projectRow } from '../../../shared/document/row.ts';
import { replica, syncAll } from '../../../shared/document/scene.ts';
import { kindNamed } from '../../../shared/schema/kinds.ts';
import { claim, claimFor, claimOf, release } from './claim.ts';

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
