/** How a message from a replica lies in its frame, after the kind. */
import { writeVarString, type Encoder } from 'lib0/encoding';
import { never } from '../lib/assert.ts';
import type { ByteReader } from './byte-reader.ts';
import { upKinds } from './kinds.ts';
import type { Follow, Tally, Up } from './messages.ts';
import { writeFinite, writeFlag, writeList, writeTexts, writeUint } from './write.ts';

export function writeUp(encoder: Encoder, message: Up): void {
  switch (message.type) {
    case 'hello':
      writeUint(encoder, message.protocol);
      writeVarString(encoder, message.schema);
      writeVarString(encoder, message.token);
      writeFlag(encoder, message.follow !== undefined);
      if (message.follow) writeFollow(encoder, message.follow);
      return;
    case 'open':
      writeVarString(encoder, message.name);
      writeList(encoder, message.own, writeUint);
      return;
    case 'close':
      writeUint(encoder, message.channel);
      return;
    case 'catch-up':
      writeUint(encoder, message.cursor);
      writeTexts(encoder, message.kinds);
      return;
    case 'here':
      writeVarString(encoder, message.at);
      writeVarString(encoder, message.field);
      writeFlag(encoder, message.idle);
      return;
    case 'ping':
      writeFinite(encoder, message.sent);
      return;
    case 'lease':
      writeVarString(encoder, message.series);
      writeUint(encoder, message.count);
      return;
    case 'device':
      writeVarString(encoder, message.id);
      writeUint(encoder, message.records);
      writeUint(encoder, message.edits);
      writeUint(encoder, message.since);
      return;
    case 'legacy':
      return;
    case 'tally':
      writeVarString(encoder, message.id);
      for (const count of countsOf) writeUint(encoder, message[count]);
      return;
    default:
      never(message, 'a message that goes up');
  }
}

/** Undefined for a kind that this version does not know. @throws Unreadable */
export function readUp(reader: ByteReader, kind: number): Up | undefined {
  switch (kind) {
    case upKinds.hello: {
      const hello = {
        type: 'hello',
        protocol: reader.uint(),
        schema: reader.text(),
        token: reader.text(),
      } as const;
      return reader.flag() ? { ...hello, follow: readFollow(reader) } : hello;
    }
    case upKinds.open:
      return { type: 'open', name: reader.text(), own: reader.list(1, readUint) };
    case upKinds.close:
      return { type: 'close', channel: reader.uint() };
    case upKinds['catch-up']:
      return { type: 'catch-up', cursor: reader.uint(), kinds: reader.list(1, readText) };
    case upKinds.here:
      return { type: 'here', at: reader.text(), field: reader.text(), idle: reader.flag() };
    case upKinds.ping:
      return { type: 'ping', sent: reader.finite() };
    case upKinds.lease:
      return { type: 'lease', series: reader.text(), count: reader.uint() };
    case upKinds.device:
      return {
        type: 'device',
        id: reader.text(),
        records: reader.uint(),
        edits: reader.uint(),
        since: reader.uint(),
      };
    case upKinds.legacy:
      return { type: 'legacy' };
    case upKinds.tally:
      return {
        type: 'tally',
        id: reader.text(),
        since: reader.uint(),
        synced: reader.uint(),
        failed: reader.uint(),
        took: reader.uint(),
        bytesUp: reader.uint(),
        bytesDown: reader.uint(),
        settled: reader.uint(),
        lastSync: reader.uint(),
      };
    default:
      return undefined;
  }
}

/** In the order in which they lie in the frame. */
const countsOf = [
  'since',
  'synced',
  'failed',
  'took',
  'bytesUp',
  'bytesDown',
  'settled',
  'lastSync',
] as const satisfies readonly (keyof Tally)[];

function writeFollow(encoder: Encoder, follow: Follow): void {
  writeVarString(encoder, follow.epoch);
  writeUint(encoder, follow.cursor);
  writeTexts(encoder, follow.kinds);
}

const readFollow = (reader: ByteReader): Follow => ({
  epoch: reader.text(),
  cursor: reader.uint(),
  kinds: reader.list(1, readText),
});

const readUint = (reader: ByteReader): number => reader.uint();
const readText = (reader: ByteReader): string => reader.text();
