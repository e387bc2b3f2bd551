/**
 * A well-behaved replica on a fake socket, as small as can be: says hello, opens documents, syncs them, sends what is
 * edited, and remembers everything it was told. Tests that need a badly behaved one send bytes of their own.
 */
import * as Y from 'yjs';
import { decodeDown, encodeUp } from '../../../shared/protocol/codec.ts';
import { protocolVersion } from '../../../shared/protocol/codes.ts';
import { encodeDocumentFrame } from '../../../shared/protocol/frame.ts';
import type { Down, Follow, Up } from '../../../shared/protocol/messages.ts';
import { readYMessage, writeStep1, writeStep2, writeUpdate } from '../../../shared/protocol/y-message.ts';
import { schemaName } from '../../../shared/schema/version.ts';
import { assert, must } from '../../../shared/lib/assert.ts';
import { FakeSocket } from './fake-socket.ts';

/** A document that a peer has open. */
export interface Opened {
  readonly name: string;
  readonly doc: Y.Doc;
  channel: number | undefined;
  /** Update-bearing messages sent, and how many of them the relay has on disk. */
  sent: number;
  acked: number;
  /** Updates that came, without those of the handshake. */
  readonly updates: Uint8Array[];
  /** Awareness messages that came. */
  readonly awareness: Uint8Array[];
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** Step 1 is answered unless the test says otherwise. */
  answers: boolean;
  readonly stop: () => void;
}

export class Peer {
  readonly socket = new FakeSocket();
  readonly messages: Down[] = [];
  readonly frames: Uint8Array[] = [];
  readonly #open = new Map<string, Opened>();

  hello(token: string, follow?: Follow): void {
    this.send({
      type: 'hello',
      protocol: protocolVersion,
      schema: schemaName,
      token,
      ...(follow && { follow }),
    });
  }

  send(message: Up): void {
    this.socket.say(encodeUp(message));
  }

  /** Sends a y-websocket message on an open document's channel. */
  sendPayload(name: string, payload: Uint8Array): void {
    const opened = this.opened(name);
    const channel = must(opened.channel, 'the document is open');
    const message = readYMessage(payload);
    if (message.type === 'update' || message.type === 'sync-step-2') opened.sent++;
    this.socket.say(encodeDocumentFrame(channel, payload));
  }

  open(name: string, doc = new Y.Doc(), own: readonly number[] = [doc.clientID]): Opened {
    this.#open.get(name)?.stop();
    const send = (update: Uint8Array, origin: unknown): void => {
      if (origin !== this && this.#open.get(name)?.channel !== undefined)
        this.sendPayload(name, writeUpdate(update));
    };
    doc.on('update', send);
    const opened: Opened = {
      name,
      doc,
      channel: undefined,
      sent: 0,
      acked: 0,
      updates: [],
      awareness: [],
      closed: undefined,
      answers: true,
      stop: () => doc.off('update', send),
    };
    this.#open.set(name, opened);
    this.send({ type: 'open', name, own });
    return opened;
  }

  close(name: string): void {
    const opened = this.opened(name);
    opened.stop();
    this.#open.delete(name);
    this.send({ type: 'close', channel: must(opened.channel, 'the document is open') });
  }

  opened(name: string): Opened {
    return must(this.#open.get(name), 'a document that was opened');
  }

  /** What a document that was opened and not given back is at. */
  stateOf(name: string): 'none' | 'asked' | 'open' | 'closed' {
    const opened = this.#open.get(name);
    if (!opened) return 'none';
    if (opened.closed) return 'closed';
    return opened.channel === undefined ? 'asked' : 'open';
  }

  /** Takes what has arrived; how many frames that were. */
  receive(): number {
    const frames = this.socket.inbox.splice(0);
    for (const frame of frames) this.#hear(frame);
    return frames.length;
  }

  /** All messages of one type, in order. */
  told<T extends Down['type']>(type: T): Extract<Down, { type: T }>[] {
    return this.messages.filter((message): message is Extract<Down, { type: T }> => message.type === type);
  }

  #hear(bytes: Uint8Array): void {
    this.frames.push(bytes);
    const frame = decodeDown(bytes);
    if (frame.type === 'document') return this.#hearPayload(frame.channel, frame.payload);
    assert(frame.type === 'message', `the relay speaks its own protocol, not ${frame.type}`);
    const { message } = frame;
    this.messages.push(message);
    if (message.type === 'opened') {
      const opened = this.#open.get(message.name);
      // The answer to an opening that was given up, since the end of an earlier one crossed it on the way.
      if (!opened || opened.closed) return this.send({ type: 'close', channel: message.channel });
      opened.channel = message.channel;
      this.sendPayload(message.name, writeStep1(Y.encodeStateVector(opened.doc)));
    } else if (message.type === 'closed') {
      const opened = this.#open.get(message.name);
      if (!opened) return;
      opened.channel = undefined;
      opened.closed = { code: message.code, reason: message.reason };
    } else if (message.type === 'ack') {
      for (const { channel, count } of message.channels) {
        for (const opened of this.#open.values()) if (opened.channel === channel) opened.acked = count;
      }
    }
  }

  #hearPayload(channel: number, payload: Uint8Array): void {
    const opened = [...this.#open.values()].find((each) => each.channel === channel);
    if (!opened) return;
    const message = readYMessage(payload);
    switch (message.type) {
      case 'sync-step-1':
        if (!opened.answers) return;
        return this.sendPayload(
          opened.name,
          writeStep2(Y.encodeStateAsUpdate(opened.doc, message.stateVector)),
        );
      case 'update':
        opened.updates.push(message.update);
        return Y.applyUpdate(opened.doc, message.update, this);
      case 'sync-step-2':
        return Y.applyUpdate(opened.doc, message.update, this);
      case 'awareness':
        opened.awareness.push(message.update);
        return;
      default:
        assert(false, `the relay sends no ${message.type}`);
    }
  }
}
