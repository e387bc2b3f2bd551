import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeCodes, errorKinds, isFinal } from './codes.ts';
import { decodeDown, decodeUp, encodeDown, encodeUp } from './codec.ts';
import { encodeDocumentFrame } from './frame.ts';
import { downKinds, errorNumbers, upKinds } from './kinds.ts';
import type { Down, Up } from './messages.ts';
import { anyDown, anyUp } from './testing/messages.ts';
import { runs } from './testing/runs.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** Golden bytes are written with a space between parts. */
const plain = (golden: string): string => golden.replaceAll(' ', '');
const decoded = (...bytes: readonly number[]) => decodeUp(new Uint8Array(bytes));
const numRuns = runs(300);

/** One of each, with the bytes they have had since version 1. */
const goldenUp: readonly (readonly [Up, string])[] = [
  [{ type: 'hello', protocol: 1, schema: 'f1', token: 't.o.k' }, '00 01 01 026631 05742e6f2e6b 00'],
  [
    {
      type: 'hello',
      protocol: 1,
      schema: 'f1',
      token: 't.o.k',
      follow: { epoch: 'e', cursor: 300, kinds: ['ticket'] },
    },
    '00 01 01 026631 05742e6f2e6b 01 0165 ac02 01 067469636b6574',
  ],
  [{ type: 'open', name: 'ticket/1', own: [7, 200] }, '00 02 087469636b65742f31 02 07 c801'],
  [{ type: 'close', channel: 5 }, '00 03 05'],
  [{ type: 'catch-up', cursor: 0, kinds: [] }, '00 04 00 00'],
  [{ type: 'here', at: 'order/2', field: 'notes', idle: true }, '00 05 076f726465722f32 056e6f746573 01'],
  [{ type: 'ping', sent: 1.5 }, '00 06 3ff8000000000000'],
  [{ type: 'lease', series: 'order', count: 50 }, '00 07 056f72646572 32'],
  [{ type: 'device', id: 'd1', records: 2, edits: 300, since: 128 }, '00 08 026431 02 ac02 8001'],
  [{ type: 'legacy' }, '00 09'],
  [
    {
      type: 'tally',
      id: 'd1',
      since: 128,
      synced: 300,
      failed: 1,
      took: 7,
      bytesUp: 5,
      bytesDown: 6,
      settled: 2,
      lastSync: 129,
    },
    '00 0a 026431 8001 ac02 01 07 05 06 02 8101',
  ],
];

const goldenDown: readonly (readonly [Down, string])[] = [
  [
    {
      type: 'welcome',
      protocol: 1,
      schema: 'f1',
      session: 's',
      shop: 'demo',
      user: 'ana',
      name: 'Ána',
      role: 'manager',
      epoch: 'e',
      now: 1_700_000_000_000,
      maxFrame: 1_048_576,
    },
    '00 21 01 026631 0173 0464656d6f 03616e61 04c3816e61 076d616e61676572 0165 4278bcfe56800000 808040',
  ],
  [{ type: 'opened', name: 'ticket/1', channel: 129 }, '00 22 087469636b65742f31 8101'],
  [{ type: 'closed', name: 'ticket/1', code: 4404, reason: 'no' }, '00 23 087469636b65742f31 b422 026e6f'],
  [
    {
      type: 'ack',
      channels: [
        { channel: 1, count: 2 },
        { channel: 3, count: 400 },
      ],
    },
    '00 24 02 0102 039003',
  ],
  [
    {
      type: 'page',
      epoch: 'e',
      cursor: 9,
      more: true,
      remaining: 20,
      count: 2,
      body: new Uint8Array([0, 1]),
    },
    '00 25 0165 09 01 14 02 020001',
  ],
  [{ type: 'changed', cursor: 128 }, '00 26 8001'],
  [
    {
      type: 'presence',
      whole: false,
      here: [{ session: 's', user: 'ana', name: 'A', at: 'order/2', field: 'f', idle: false }],
      left: ['z'],
    },
    '00 27 00 01 0173 03616e61 0141 076f726465722f32 0166 00 01 017a',
  ],
  [
    { type: 'refused', name: 'ticket/1', edits: [{ field: 'price', rule: 'role' }] },
    '00 28 087469636b65742f31 01 057072696365 04726f6c65',
  ],
  [{ type: 'error', kind: 'not-ready', message: 'm' }, '00 29 04 016d'],
  [{ type: 'pong', sent: 0, now: -2 }, '00 2a 0000000000000000 c000000000000000'],
  [{ type: 'withheld', kinds: ['pay'] }, '00 2b 01 03706179'],
  [
    { type: 'locations', apart: true, all: [{ id: 'n', name: 'No' }], mine: ['n'] },
    '00 31 01 01 016e 024e6f 01 016e',
  ],
  [{ type: 'left', names: ['pay/a'] }, '00 32 01 057061792f61'],
  [
    {
      type: 'kept',
      edits: [{ id: 'r1', name: 'device/d1', field: 'price', rule: 'role', value: '1', count: 1, at: 1 }],
    },
    '00 2c 01 027231 096465766963652f6431 057072696365 04726f6c65 0131 01 3ff0000000000000',
  ],
  [{ type: 'taken', name: 'a/b', clients: [1, 300] }, '00 30 03 612f62 02 01 ac02'],
  [{ type: 'refused-moved', settled: ['r1', 'r2'] }, '00 2e 02 027231 027232'],
  [
    { type: 'erased', names: ['client/c1'], files: ['f1', 'f2'] },
    '00 2f 01 09636c69656e742f6331 02 026631 026632',
  ],
  [{ type: 'leased', series: 'order', first: 10_001, last: 10_050 }, '00 2d 056f72646572 914e c24e'],
  [
    {
      type: 'legacy',
      kinds: ['order'],
      version: 'v',
      before: '0',
      records: [{ name: 'order/1', step: 'waiting' }],
    },
    '00 33 01 056f72646572 0176 0130 01 076f726465722f31 02',
  ],
];

describe('frames', () => {
  it('WIRE-1: a frame is channel, kind, payload, and a document frame carries its bytes untouched', () => {
    expect(hex(encodeDocumentFrame(1, new Uint8Array([0, 2, 1, 9])))).toBe(plain('01 00 00020109'));
    expect(hex(encodeDocumentFrame(300, new Uint8Array()))).toBe(plain('ac02 00'));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        fc.uint8Array(),
        (channel, payload) => {
          const frame = encodeDocumentFrame(channel, payload);
          expect(decodeUp(frame)).toEqual({ type: 'document', channel, payload });
          expect(decodeDown(frame)).toEqual({ type: 'document', channel, payload });
        },
      ),
      { numRuns },
    );
    expect(() => encodeDocumentFrame(0, new Uint8Array())).toThrow(/channel/);
  });

  it('WIRE-2: every message that goes up has the bytes it has always had', () => {
    for (const [message, golden] of goldenUp) {
      expect(hex(encodeUp(message)), message.type).toBe(plain(golden));
      expect(decodeUp(Buffer.from(plain(golden), 'hex'))).toEqual({ type: 'message', channel: 0, message });
    }
    expect(new Set(goldenUp.map(([{ type }]) => type))).toEqual(new Set(Object.keys(upKinds)));
  });

  it('WIRE-2: every message that comes down has the bytes it has always had', () => {
    for (const [message, golden] of goldenDown) {
      expect(hex(encodeDown(message)), message.type).toBe(plain(golden));
      expect(decodeDown(Buffer.from(plain(golden), 'hex'))).toMatchObject({ type: 'message', channel: 0 });
      expect(decodeDown(encodeDown(message))).toEqual({ type: 'message', channel: 0, message });
    }
    expect(new Set(goldenDown.map(([{ type }]) => type))).toEqual(new Set(Object.keys(downKinds)));
  });

  it('WIRE-2: no number is given twice, and error kinds have theirs', () => {
    const numbers = [...Object.values(upKinds), ...Object.values(downKinds)];
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(errorKinds.map((kind) => errorNumbers[kind])).toEqual([1, 2, 3, 4, 5]);
  });

  it('WIRE-3: what is encoded is decoded again', () => {
    fc.assert(
      fc.property(anyUp, (message) => {
        expect(decodeUp(encodeUp(message))).toEqual({ type: 'message', channel: 0, message });
      }),
      { numRuns },
    );
    fc.assert(
      fc.property(anyDown, (message) => {
        expect(decodeDown(encodeDown(message))).toEqual({ type: 'message', channel: 0, message });
      }),
      { numRuns },
    );
  });
});

describe('bytes from anybody', () => {
  const all = [
    ...goldenUp.map(([message]) => [message.type, encodeUp(message), decodeUp] as const),
    ...goldenDown.map(([message]) => [message.type, encodeDown(message), decodeDown] as const),
  ];

  it.each(all)(
    'WIRE-4: %s cut short anywhere, or with a byte too many, is malformed',
    (_type, frame, decode) => {
      for (let cut = 0; cut < frame.length; cut++)
        expect(decode(frame.subarray(0, cut)), `cut at ${cut}`).toMatchObject({ type: 'malformed' });
      expect(decode(new Uint8Array([...frame, 0]))).toEqual({ type: 'malformed', reason: 'trailing' });
    },
  );

  it.each(all)('WIRE-4: %s with any bit flipped is decoded to a value', (_type, frame, decode) => {
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const flipped = frame.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(decode(flipped).type, `bit ${bit}`).toMatch(/^(message|document|unknown|malformed)$/);
    }
  });

  it('WIRE-4: any bytes are decoded to a value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        for (const decode of [decodeUp, decodeDown]) expect(decode(bytes)).toHaveProperty('type');
      }),
      { numRuns },
    );
  });

  it('WIRE-4: a list is believed only as far as its bytes could hold it', () => {
    const open = [0, upKinds.open, 1, 97, 0xff, 0xff, 0xff, 0x7f];
    expect(decodeUp(new Uint8Array(open))).toEqual({ type: 'malformed', reason: 'count' });
    const presence = [0, downKinds.presence, 1, 0xff, 0xff, 0xff, 0x7f, ...Array<number>(200).fill(0)];
    expect(decodeDown(new Uint8Array(presence))).toEqual({ type: 'malformed', reason: 'count' });
  });

  it('WIRE-4: text that is not UTF-8, numbers that are not finite or too large, and odd flags are malformed', () => {
    expect(decoded(0, upKinds.here, 1, 0xff, 0, 0)).toEqual({ type: 'malformed', reason: 'text' });
    expect(decoded(0, upKinds.here, 3, 0xed, 0xa0, 0x80, 0, 0)).toEqual({
      type: 'malformed',
      reason: 'text',
    });
    expect(decoded(0, upKinds.here, 0, 0, 2)).toEqual({ type: 'malformed', reason: 'flag' });
    expect(decoded(0, upKinds.ping, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0)).toEqual({
      type: 'malformed',
      reason: 'number',
    });
    expect(decoded(0, upKinds.close, ...Array<number>(9).fill(0xff), 0)).toEqual({
      type: 'malformed',
      reason: 'number',
    });
    const closed = encodeDown({ type: 'closed', name: '', code: 4404, reason: '' });
    closed[3] = (closed[3] as number) + 1;
    expect(decodeDown(closed)).toEqual({ type: 'malformed', reason: 'value' });
    const fault = encodeDown({ type: 'error', kind: 'not-ready', message: '' });
    fault[2] = 99;
    expect(decodeDown(fault)).toEqual({ type: 'malformed', reason: 'value' });
  });

  it('WIRE-5: an unknown kind is told apart from a broken message, on channel 0 and on a document', () => {
    expect(decodeUp(new Uint8Array([0, 31, 1, 2, 3]))).toEqual({ type: 'unknown', channel: 0, kind: 31 });
    expect(decodeDown(new Uint8Array([0, 63]))).toEqual({ type: 'unknown', channel: 0, kind: 63 });
    expect(decodeDown(new Uint8Array([4, 1, 9]))).toEqual({ type: 'unknown', channel: 4, kind: 1 });
    // What goes the other way is unknown, too.
    expect(decodeUp(encodeDown({ type: 'changed', cursor: 1 }))).toMatchObject({ type: 'unknown' });
    expect(decodeDown(encodeUp({ type: 'close', channel: 1 }))).toMatchObject({ type: 'unknown' });
  });
});

describe('close codes', () => {
  it('WIRE-6: 4400 to 4499 are final and 4500 to 4599 ask to come back, and no code has two names', () => {
    const final = Object.values(closeCodes).filter(isFinal);
    expect(final).toEqual([4400, 4401, 4403, 4404, 4410, 4407, 4408, 4413, 4423, 4426]);
    const others = Object.values(closeCodes).filter((code) => !isFinal(code));
    expect(others).toEqual([4500, 4501, 4502, 4503, 4504, 4529, 4550]);
    for (const outside of [1000, 1006, 4399, 4500, 4999]) expect(isFinal(outside)).toBe(false);
  });
});
