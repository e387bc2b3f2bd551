/** Any message, for property tests. */
import * as fc from 'fast-check';
import { closeCodes, errorKinds } from '../codes.ts';
import type { Down, Up } from '../messages.ts';

const legacySteps = ['there', 'waiting', 'given-up', 'apart', 'part'] as const;
const text = fc.string({ unit: 'binary', maxLength: 40 });
const uint = fc.maxSafeNat();
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const texts = fc.array(text, { maxLength: 5 });
const code = fc.constantFrom(...Object.values(closeCodes));
const kind = fc.constantFrom(...errorKinds);
const type = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name);

const hello = { type: type('hello'), protocol: uint, schema: text, token: text };
const follow = fc.record({ epoch: text, cursor: uint, kinds: texts });

export const anyUp: fc.Arbitrary<Up> = fc.oneof(
  fc.record(hello),
  fc.record({ ...hello, follow }),
  fc.record({ type: type('open'), name: text, own: fc.array(uint) }),
  fc.record({ type: type('close'), channel: uint }),
  fc.record({ type: type('catch-up'), cursor: uint, kinds: texts }),
  fc.record({ type: type('here'), at: text, field: text, idle: fc.boolean() }),
  fc.record({ type: type('ping'), sent: finite }),
  fc.record({ type: type('lease'), series: text, count: uint }),
  fc.record({ type: type('device'), id: text, records: uint, edits: uint, since: uint }),
  fc.record({ type: type('legacy') }),
  fc.record({
    type: type('tally'),
    id: text,
    since: uint,
    synced: uint,
    failed: uint,
    took: uint,
    bytesUp: uint,
    bytesDown: uint,
    settled: uint,
    lastSync: uint,
  }),
);

const present = fc.record({
  session: text,
  user: text,
  name: text,
  at: text,
  field: text,
  idle: fc.boolean(),
});

export const anyDown: fc.Arbitrary<Down> = fc.oneof(
  fc.record({
    type: type('welcome'),
    protocol: uint,
    schema: text,
    session: text,
    shop: text,
    user: text,
    name: text,
    role: text,
    epoch: text,
    now: finite,
    maxFrame: uint,
  }),
  fc.record({ type: type('opened'), name: text, channel: uint }),
  fc.record({ type: type('closed'), name: text, code, reason: text }),
  fc.record({ type: type('ack'), channels: fc.array(fc.record({ channel: uint, count: uint })) }),
  fc.record({
    type: type('page'),
    epoch: text,
    cursor: uint,
    more: fc.boolean(),
    remaining: uint,
    count: uint,
    body: fc.uint8Array(),
  }),
  fc.record({ type: type('withheld'), kinds: texts }),
  fc.record({ type: type('changed'), cursor: uint }),
  fc.record({ type: type('presence'), whole: fc.boolean(), here: fc.array(present), left: texts }),
  fc.record({
    type: type('refused'),
    name: text,
    edits: fc.array(fc.record({ field: text, rule: text })),
  }),
  fc.record({
    type: type('kept'),
    edits: fc.array(
      fc.record({ id: text, name: text, field: text, rule: text, value: text, count: uint, at: finite }),
    ),
  }),
  fc.record({ type: type('taken'), name: text, clients: fc.array(uint) }),
  fc.record({ type: type('refused-moved'), settled: texts }),
  fc.record({ type: type('erased'), names: texts, files: texts }),
  fc.record({
    type: type('locations'),
    apart: fc.boolean(),
    all: fc.array(fc.record({ id: text, name: text })),
    mine: texts,
  }),
  fc.record({ type: type('left'), names: texts }),
  fc.record({ type: type('error'), kind, message: text }),
  fc.record({ type: type('pong'), sent: finite, now: finite }),
  fc.record({ type: type('leased'), series: text, first: uint, last: uint }),
  fc.record({
    type: type('legacy'),
    kinds: texts,
    version: text,
    before: text,
    records: fc.array(fc.record({ name: text, step: fc.constantFrom(...legacySteps) })),
  }),
);
