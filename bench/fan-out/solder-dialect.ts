/** Solder's own frames: hello, open, one document on one channel, acknowledged by count. */
import { protocolVersion } from '../../shared/protocol/codes.ts';
import { decodeDown, encodeUp } from '../../shared/protocol/codec.ts';
import { encodeDocumentFrame } from '../../shared/protocol/frame.ts';
import type { Down } from '../../shared/protocol/messages.ts';
import { readYMessage, writeStep1, writeStep2, writeUpdate } from '../../shared/protocol/y-message.ts';
import { schemaName } from '../../shared/schema/version.ts';
import type { Dialect, Heard } from './dialect.ts';

const nothing: Heard = { type: 'nothing' };

export class SolderDialect implements Dialect {
  readonly url: string;
  readonly stores = true;
  readonly readyAtOnce = false;
  readonly #token: string;
  readonly #name: string;
  readonly #client: number;
  #channel = 0;
  /** Update-bearing messages before the first of the writer's. */
  #preamble = 0;

  constructor(url: string, token: string, name: string, client: number) {
    this.url = url;
    this.#token = token;
    this.#name = name;
    this.#client = client;
  }

  greet(): readonly Uint8Array[] {
    return [encodeUp({ type: 'hello', protocol: protocolVersion, schema: schemaName, token: this.#token })];
  }

  hear(bytes: Uint8Array): Heard {
    const frame = decodeDown(bytes);
    if (frame.type === 'document') return this.#exchange(frame.payload);
    return frame.type === 'message' ? this.#take(frame.message) : nothing;
  }

  frame(update: Uint8Array): Uint8Array {
    return encodeDocumentFrame(this.#channel, writeUpdate(update));
  }

  #take(message: Down): Heard {
    switch (message.type) {
      case 'welcome':
        return { type: 'say', frames: [encodeUp({ type: 'open', name: this.#name, own: [this.#client] })] };
      case 'opened':
        this.#channel = message.channel;
        return this.#say(writeStep1(new Uint8Array([0])));
      case 'ack': {
        const mine = message.channels.find(({ channel }) => channel === this.#channel);
        return mine ? { type: 'ack', count: mine.count - this.#preamble } : nothing;
      }
      case 'closed':
      case 'error':
      case 'refused':
        return { type: 'failed', why: `the relay answered ${JSON.stringify(message)}` };
      default:
        return nothing;
    }
  }

  #exchange(payload: Uint8Array): Heard {
    const message = readYMessage(payload);
    if (message.type === 'sync-step-1') {
      this.#preamble++;
      return this.#say(writeStep2(new Uint8Array([0, 0])));
    }
    if (message.type === 'sync-step-2') return { type: 'ready', update: message.update };
    return message.type === 'update' ? message : nothing;
  }

  readonly #say = (payload: Uint8Array): Heard => ({
    type: 'say',
    frames: [encodeDocumentFrame(this.#channel, payload)],
  });
}
