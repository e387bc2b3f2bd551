import { array, assert, constantFrom, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AckBook } from './acks.ts';

describe('what an acknowledgement covers', () => {
  it('PEND-3: nothing before the step 2 is acknowledged, everything made before the message after it', () => {
    const book = new AckBook();
    book.sent(false, 3);
    expect(book.acked(1)).toBeNull();
    book.sent(true, 4);
    book.sent(false, 5);
    expect(book.acked(2)).toBe(4);
    expect(book.acked(3)).toBe(5);
  });

  it('PEND-3: a count of what was never sent, or that goes back, covers nothing more', () => {
    const book = new AckBook();
    book.sent(true, 7);
    for (const count of [2, -1, 1.5, Number.NaN]) expect(book.acked(count)).toBeNull();
    expect(book.acked(1)).toBe(7);
    expect(book.acked(0)).toBe(7);
  });

  it('PEND-3: never covers an edit that no acknowledged message carried', () => {
    // Edits made before the channel is there are carried by the handshake; later ones by a live update, unless they
    // are too large for a frame.
    const step = constantFrom('edit', 'handshake', 'unsent');
    assert(
      property(array(step, { maxLength: 30 }), nat(30), (steps, ackCount) => {
        const book = new AckBook();
        const carried: number[][] = [];
        let edits = 0;
        let shaken = false;
        for (const what of steps) {
          if (what === 'handshake') {
            carried.push(Array.from({ length: shaken ? 0 : edits }, (_, i) => i + 1));
            book.sent(true, edits);
            shaken = true;
          } else if (what === 'edit') {
            carried.push([++edits]);
            book.sent(false, edits);
          } else {
            edits++;
            if (shaken) book.skipped();
          }
        }
        const count = Math.min(ackCount, carried.length);
        const covered = book.acked(count) ?? 0;
        const safe = new Set(carried.slice(0, count).flat());
        for (let edit = 1; edit <= covered; edit++) expect(safe).toContain(edit);
      }),
      { numRuns: Number(process.env['SOLDER_RUNS'] ?? 300) },
    );
  });
});
