/** How a message from the relay lies in its frame, after the kind. */
import { writeVarString, writeVarUint8Array, type Encoder } from 'lib0/encoding';
import { never } from '../lib/assert.ts';
import { Unreadable, type ByteReader } from './byte-reader.ts';
import { closeCodes, errorKinds, type CloseCode, type ErrorKind } from './codes.ts';
import { downKinds, errorNumbers, legacyStepNumbers } from './kinds.ts';
import type { LegacyRecord, LegacyStep } from './legacy.ts';
import type { Down, KeptEdit, Present } from './messages.ts';
import { writeFinite, writeFlag, writeList, writeTexts, writeUint } from './write.ts';

export function writeDown(encoder: Encoder, message: Down): void {
  switch (message.type) {
    case 'welcome':
      writeUint(encoder, message.protocol);
      writeVarString(encoder, message.schema);
      writeVarString(encoder, message.session);
      writeVarString(encoder, message.shop);
      writeVarString(encoder, message.user);
      writeVarString(encoder, message.name);
      writeVarString(encoder, message.role);
      writeVarString(encoder, message.epoch);
      writeFinite(encoder, message.now);
      writeUint(encoder, message.maxFrame);
      return;
    case 'withheld':
      writeTexts(encoder, message.kinds);
      return;
    case 'opened':
      writeVarString(encoder, message.name);
      writeUint(encoder, message.channel);
      return;
    case 'closed':
      writeVarString(encoder, message.name);
      writeUint(encoder, message.code);
      writeVarString(encoder, message.reason);
      return;
    case 'ack':
      writeList(encoder, message.channels, writeAcked);
      return;
    case 'page':
      writeVarString(encoder, message.epoch);
      writeUint(encoder, message.cursor);
      writeFlag(encoder, message.more);
      writeUint(encoder, message.remaining);
      writeUint(encoder, message.count);
      writeVarUint8Array(encoder, message.body);
      return;
    case 'changed':
      writeUint(encoder, message.cursor);
      return;
    case 'presence':
      writeFlag(encoder, message.whole);
      writeList(encoder, message.here, writePresent);
      writeTexts(encoder, message.left);
      return;
    case 'refused':
      writeVarString(encoder, message.name);
      writeList(encoder, message.edits, writeEdit);
      return;
    case 'kept':
      writeList(encoder, message.edits, writeKept);
      return;
    case 'taken':
      writeVarString(encoder, message.name);
      writeList(encoder, message.clients, writeUint);
      return;
    case 'refused-moved':
      writeTexts(encoder, message.settled);
      return;
    case 'erased':
      writeTexts(encoder, message.names);
      writeTexts(encoder, message.files);
      return;
    case 'locations':
      writeFlag(encoder, message.apart);
      writeList(encoder, message.all, writeLocation);
      writeTexts(encoder, message.mine);
      return;
    case 'left':
      writeTexts(encoder, message.names);
      return;
    case 'error':
      writeUint(encoder, errorNumbers[message.kind]);
      writeVarString(encoder, message.message);
      return;
    case 'pong':
      writeFinite(encoder, message.sent);
      writeFinite(encoder, message.now);
      return;
    case 'leased':
      writeVarString(encoder, message.series);
      writeUint(encoder, message.first);
      writeUint(encoder, message.last);
      return;
    case 'legacy':
      writeTexts(encoder, message.kinds);
      writeVarString(encoder, message.version);
      writeVarString(encoder, message.before);
      writeList(encoder, message.records, writeLegacyRecord);
      return;
    default:
      never(message, 'a message that comes down');
  }
}

/** Undefined for a kind that this version does not know. @throws Unreadable */
export function readDown(reader: ByteReader, kind: number): Down | undefined {
  switch (kind) {
    case downKinds.welcome:
      return {
        type: 'welcome',
        protocol: reader.uint(),
        schema: reader.text(),
        session: reader.text(),
        shop: reader.text(),
        user: reader.text(),
        name: reader.text(),
        role: reader.text(),
        epoch: reader.text(),
        now: reader.finite(),
        maxFrame: reader.uint(),
      };
    case downKinds.withheld:
      return { type: 'withheld', kinds: reader.list(1, (from) => from.text()) };
    case downKinds.opened:
      return { type: 'opened', name: reader.text(), channel: reader.uint() };
    case downKinds.closed:
      return { type: 'closed', name: reader.text(), code: readCode(reader), reason: reader.text() };
    case downKinds.ack:
      return { type: 'ack', channels: reader.list(2, readAcked) };
    case downKinds.page:
      return {
        type: 'page',
        epoch: reader.text(),
        cursor: reader.uint(),
        more: reader.flag(),
        remaining: reader.uint(),
        count: reader.uint(),
        body: reader.view(),
      };
    case downKinds.changed:
      return { type: 'changed', cursor: reader.uint() };
    case downKinds.presence:
      return {
        type: 'presence',
        whole: reader.flag(),
        here: reader.list(6, readPresent),
        left: reader.list(1, (from) => from.text()),
      };
    case downKinds.refused:
      return { type: 'refused', name: reader.text(), edits: reader.list(2, readEdit) };
    case downKinds.kept:
      return { type: 'kept', edits: reader.list(14, readKept) };
    case downKinds.taken:
      return { type: 'taken', name: reader.text(), clients: reader.list(1, (from) => from.uint()) };
    case downKinds['refused-moved']:
      return { type: 'refused-moved', settled: reader.list(1, (from) => from.text()) };
    case downKinds.erased:
      return {
        type: 'erased',
        names: reader.list(1, (from) => from.text()),
        files: reader.list(1, (from) => from.text()),
      };
    case downKinds.locations:
      return {
        type: 'locations',
        apart: reader.flag(),
        all: reader.list(2, readLocation),
        mine: reader.list(1, (from) => from.text()),
      };
    case downKinds.left:
      return { type: 'left', names: reader.list(1, (from) => from.text()) };
    case downKinds.error:
      return { type: 'error', kind: readErrorKind(reader), message: reader.text() };
    case downKinds.pong:
      return { type: 'pong', sent: reader.finite(), now: reader.finite() };
    case downKinds.leased:
      return { type: 'leased', series: reader.text(), first: reader.uint(), last: reader.uint() };
    case downKinds.legacy:
      return {
        type: 'legacy',
        kinds: reader.list(1, (from) => from.text()),
        version: reader.text(),
        before: reader.text(),
        records: reader.list(2, readLegacyRecord),
      };
    default:
      return undefined;
  }
}

interface Named {
  readonly id: string;
  readonly name: string;
}

function writeLocation(encoder: Encoder, { id, name }: Named): void {
  writeVarString(encoder, id);
  writeVarString(encoder, name);
}

const readLocation = (reader: ByteReader): Named => ({ id: reader.text(), name: reader.text() });

interface Acked {
  readonly channel: number;
  readonly count: number;
}

function writeAcked(encoder: Encoder, { channel, count }: Acked): void {
  writeUint(encoder, channel);
  writeUint(encoder, count);
}

const readAcked = (reader: ByteReader): Acked => ({ channel: reader.uint(), count: reader.uint() });

function writePresent(encoder: Encoder, present: Present): void {
  writeVarString(encoder, present.session);
  writeVarString(encoder, present.user);
  writeVarString(encoder, present.name);
  writeVarString(encoder, present.at);
  writeVarString(encoder, present.field);
  writeFlag(encoder, present.idle);
}

const readPresent = (reader: ByteReader): Present => ({
  session: reader.text(),
  user: reader.text(),
  name: reader.text(),
  at: reader.text(),
  field: reader.text(),
  idle: reader.flag(),
});

interface Edit {
  readonly field: string;
  readonly rule: string;
}

function writeEdit(encoder: Encoder, { field, rule }: Edit): void {
  writeVarString(encoder, field);
  writeVarString(encoder, rule);
}

const readEdit = (reader: ByteReader): Edit => ({ field: reader.text(), rule: reader.text() });

function writeKept(encoder: Encoder, edit: KeptEdit): void {
  writeVarString(encoder, edit.id);
  writeVarString(encoder, edit.name);
  writeVarString(encoder, edit.field);
  writeVarString(encoder, edit.rule);
  writeVarString(encoder, edit.value);
  writeUint(encoder, edit.count);
  writeFinite(encoder, edit.at);
}

const readKept = (reader: ByteReader): KeptEdit => ({
  id: reader.text(),
  name: reader.text(),
  field: reader.text(),
  rule: reader.text(),
  value: reader.text(),
  count: reader.uint(),
  at: reader.finite(),
});

function writeLegacyRecord(encoder: Encoder, { name, step }: LegacyRecord): void {
  writeVarString(encoder, name);
  writeUint(encoder, legacyStepNumbers[step]);
}

const legacySteps = new Map<number, LegacyStep>(
  (Object.keys(legacyStepNumbers) as LegacyStep[]).map((step) => [legacyStepNumbers[step], step]),
);

/** What a newer relay tells of is at least not there. */
const readLegacyRecord = (reader: ByteReader): LegacyRecord => ({
  name: reader.text(),
  step: legacySteps.get(reader.uint()) ?? 'waiting',
});

const knownCodes: ReadonlySet<number> = new Set(Object.values(closeCodes));

function readCode(reader: ByteReader): CloseCode {
  const code = reader.uint();
  if (!knownCodes.has(code)) throw new Unreadable('value');
  return code as CloseCode;
}

function readErrorKind(reader: ByteReader): ErrorKind {
  const number = reader.uint();
  const kind = errorKinds.find((kind) => errorNumbers[kind] === number);
  if (!kind) throw new Unreadable('value');
  return kind;
}
