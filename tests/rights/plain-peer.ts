/** A stock y-websocket client on a fake socket: one document, no frames of Solder's, no acknowledgements. */
import * as Y from 'yjs';
import type { Relay } from '../../server/relay/relay.ts';
import { FakeSocket } from '../../server/relay/testing/fake-socket.ts';
import { documentName } from '../../server/relay/testing/scene.ts';
import type { Identity } from '../../server/auth/identity.ts';
import { readYMessage, writeStep1, writeStep2, writeUpdate } from '../../shared/protocol/y-message.ts';

export class PlainPeer {
  readonly socket = new FakeSocket();
  readonly frames: Uint8Array[] = [];
  readonly doc: Y.Doc;

  constructor(relay: Relay, name: string, identity: Identity, doc = new Y.Doc()) {
    this.doc = doc;
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.socket.say(writeUpdate(update));
    });
    relay.acceptPlain(this.socket.asWebSocket, documentName(name), identity);
    this.socket.say(writeStep1(Y.encodeStateVector(doc)));
  }

  /** Takes what has arrived; how many frames that were. */
  receive(): number {
    const frames = this.socket.inbox.splice(0);
    for (const frame of frames) {
      this.frames.push(frame);
      const message = readYMessage(frame);
      if (message.type === 'sync-step-1') {
        this.socket.say(writeStep2(Y.encodeStateAsUpdate(this.doc, message.stateVector)));
      } else if (message.type === 'update' || message.type === 'sync-step-2') {
        Y.applyUpdate(this.doc, message.update, this);
      }
    }
    return frames.length;
  }
}
