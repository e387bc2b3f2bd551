import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { windowOf } from './window-of.ts';

test('APP-3: every row in sight is drawn, none that does not exist, and never more than a few beyond', () => {
  const sight = fc.record({
    scrollTop: fc.nat(3_000_000),
    height: fc.integer({ min: 0, max: 3_000 }),
    rowHeight: fc.integer({ min: 20, max: 100 }),
    total: fc.nat(40_000),
    around: fc.nat(20),
  });
  fc.assert(
    fc.property(sight, (given) => {
      const { first, count } = windowOf(given);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(first + count).toBeLessThanOrEqual(Math.max(first, given.total));
      expect(count).toBeLessThanOrEqual(Math.ceil(given.height / given.rowHeight) + 1 + 2 * given.around);
      const bottom = Math.min(given.total, Math.floor((given.scrollTop + given.height) / given.rowHeight));
      const top = Math.floor(given.scrollTop / given.rowHeight);
      if (top < bottom) {
        expect(first).toBeLessThanOrEqual(top);
        expect(first + count).toBeGreaterThanOrEqual(bottom);
      }
      // A list that became shorter than where it was scrolled to still shows something.
      if (given.total > 0 && given.height > 0) expect(count).toBeGreaterThan(0);
    }),
    { numRuns: Number(process.env['SOLDER_RUNS'] ?? 500) },
  );
});
