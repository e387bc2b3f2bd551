import * as fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { PageItem } from './page.ts';
import { decodePageBody, encodePageBody } from './page-body.ts';
import { runs } from './testing/runs.ts';

const deflate = (plain: Uint8Array): Uint8Array => deflateRawSync(plain, { level: 1 });
const text = fc.string({ unit: 'binary', maxLength: 30 });
const anyItem: fc.Arbitrary<PageItem> = fc.record({
  kind: text,
  id: text,
  seq: fc.maxSafeNat(),
  whole: fc.boolean(),
  damaged: fc.boolean(),
  chunks: fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }),
  row: fc.option(text),
});
const ticket = (id: string): PageItem => ({
  kind: 'ticket',
  id,
  seq: 300,
  whole: true,
  damaged: false,
  chunks: [new Uint8Array([0, 0])],
  row: '{}',
});
const many = Array.from({ length: 200 }, (_, i) => ticket(`t${i}`));

describe('page bodies', () => {
  it('WIRE-10: have the bytes they have always had', () => {
    const body = encodePageBody([ticket('7'), { ...ticket('8'), whole: false, damaged: true, row: null }]);
    expect(Buffer.from(body).toString('hex')).toBe(
      '00 02 067469636b6574 0137 ac02 05 027b7d 01 020000 067469636b6574 0138 ac02 02 01 020000'.replaceAll(
        ' ',
        '',
      ),
    );
  });

  it('WIRE-10: come back as they were, deflated or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyItem, { maxLength: 8 }), fc.boolean(), async (items, deflated) => {
        const body = encodePageBody(items, deflated ? deflate : undefined);
        expect(await decodePageBody(body)).toEqual({ type: 'page-items', items });
      }),
      { numRuns: runs(100) },
    );
  });

  it('WIRE-10: are deflated only where that makes them smaller', async () => {
    const small = encodePageBody(many, deflate);
    expect(small[0]).toBe(1);
    expect(small.length).toBeLessThan(encodePageBody(many).length / 3);
    expect(await decodePageBody(small)).toEqual({ type: 'page-items', items: many });
    expect(encodePageBody([ticket('7')], deflate)[0]).toBe(0);
    expect(encodePageBody(many, (plain) => new Uint8Array(plain.length))[0]).toBe(0);
  });

  it('WIRE-10: inflate to what they announce and never beyond the limit', async () => {
    const body = encodePageBody(many, deflate);
    expect(await decodePageBody(body, { max: 100 })).toEqual({ type: 'malformed', reason: 'limit' });
    const zeros = deflateRawSync(new Uint8Array(50_000_000));
    // Announces 1,000 bytes (0xe8 0x07), inflates to fifty million.
    expect(await decodePageBody(new Uint8Array([1, 0xe8, 0x07, ...zeros]))).toEqual({
      type: 'malformed',
      reason: 'deflate',
    });
    const short = deflateRawSync(new Uint8Array(10));
    expect(await decodePageBody(new Uint8Array([1, 0xe8, 0x07, ...short]))).toMatchObject({
      reason: 'deflate',
    });
  });

  it('WIRE-4: cut short, flipped or random they are malformed or other items, never an exception', async () => {
    for (const body of [encodePageBody(many.slice(0, 3)), encodePageBody(many, deflate)]) {
      for (let cut = 0; cut < body.length; cut++)
        expect(await decodePageBody(body.subarray(0, cut)), `cut ${cut}`).toMatchObject({
          type: 'malformed',
        });
      const step = body[0] === 0 ? 1 : 7;
      for (let bit = 0; bit < body.length * 8; bit += step) {
        const flipped = body.slice();
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(await decodePageBody(flipped), `bit ${bit}`).toHaveProperty('type');
      }
    }
    const huge = new Uint8Array([0, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0]);
    expect(await decodePageBody(huge)).toEqual({ type: 'malformed', reason: 'count' });
  });
});
