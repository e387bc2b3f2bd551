/** y-websocket's own messages, one document on one socket; nothing is acknowledged. A forwarding server answers nothing. */
import { readYMessage, writeStep1, writeStep2, writeUpdate } from '../../shared/protocol/y-message.ts';
import type { Dialect, Heard } from './dialect.ts';

export class PlainDialect implements Dialect {
  readonly url: string;
  readonly stores = false;
  readonly readyAtOnce: boolean;

  constructor(url: string, name: string, forwards = false) {
    this.url = `${url}/${name}`;
    this.readyAtOnce = forwards;
  }

  greet(): readonly Uint8Array[] {
    return this.readyAtOnce ? [] : [this.ask(new Uint8Array([0]))];
  }

  ask(stateVector: Uint8Array): Uint8Array {
    return writeStep1(stateVector);
  }

  hear(bytes: Uint8Array): Heard {
    const message = readYMessage(bytes);
    switch (message.type) {
      case 'sync-step-1':
        return { type: 'say', frames: [writeStep2(new Uint8Array([0, 0]))] };
      case 'sync-step-2':
        return { type: 'ready', update: message.update };
      case 'update':
        return message;
      case 'malformed':
        return { type: 'failed', why: `the server sent something broken: ${message.reason}` };
      default:
        return { type: 'nothing' };
    }
  }

  frame(update: Uint8Array): Uint8Array {
    return writeUpdate(update);
  }
}
