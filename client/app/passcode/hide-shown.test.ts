import { expect, test } from 'vitest';
import { ManualTime } from '../../../shared/lib/manual-time.ts';
import { hideShown, shownFor } from './hide-shown.ts';

function shown(visibilityState: DocumentVisibilityState = 'visible') {
  const time = new ManualTime();
  const page = Object.assign(new EventTarget(), { visibilityState });
  let hidden = 0;
  const end = hideShown({
    time,
    page,
    end: time.now() + shownFor,
    hide: () => (hidden += 1),
  });
  const goes = (to: DocumentVisibilityState): void => {
    page.visibilityState = to;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  return { time, goes, end, hidden: () => hidden };
}

test('SECRET-6: what is shown hides after half a minute, and not before', async () => {
  const { time, hidden } = shown();
  await time.advance(29_999);
  expect(hidden()).toBe(0);
  await time.advance(1);
  expect(hidden()).toBe(1);
});

test('SECRET-6: it hides at once when the page goes into the background', () => {
  const { goes, hidden } = shown();
  goes('visible');
  expect(hidden()).toBe(0);
  goes('hidden');
  expect(hidden()).toBe(1);
});

test('SECRET-6: an answer that comes while nobody looks is hidden before somebody does', () => {
  expect(shown('hidden').hidden()).toBe(1);
});

test('SECRET-6: what is hidden already is watched no more', async () => {
  const { time, goes, end, hidden } = shown();
  end();
  goes('hidden');
  await time.advance(60_000);
  expect(hidden()).toBe(0);
});
