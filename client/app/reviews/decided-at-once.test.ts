import { expect, test } from 'vitest';
import { must } from '../../../shared/lib/assert.ts';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { StampClock } from '../../../shared/lib/stamp.ts';
import { decidedAtOnce, decidedSince, noteDecided } from './decided-at-once.ts';

const clock = new StampClock(new ManualTime());
const by = (author: string) => ({ author, stamp: clock.next() });

test('TRAY-5: two decisions that are younger than all that stood are told as such, with who the other was', () => {
  const replica = {};
  const stood = [by('ben'), by('ana')];
  expect(decidedSince(replica, 'device/d1/price')).toBeUndefined();
  noteDecided(replica, 'device/d1/price', stood);
  const since = must(decidedSince(replica, 'device/d1/price'), 'noted');
  expect(decidedSince({}, 'device/d1/price')).toBeUndefined();
  const [mine, dees] = [by('ana'), by('dee')];
  expect(decidedAtOnce([mine, dees], since, 'ana')).toEqual(['dee']);
  // An ordinary question: something is from before, or nothing is of this person, or all is.
  expect(decidedAtOnce([...stood, mine], since, 'ana')).toBeUndefined();
  expect(decidedAtOnce([dees, by('cai')], since, 'ana')).toBeUndefined();
  expect(decidedAtOnce([mine, by('ana')], since, 'ana')).toBeUndefined();
  expect(decidedAtOnce([mine, dees], undefined, 'ana')).toBeUndefined();
});
