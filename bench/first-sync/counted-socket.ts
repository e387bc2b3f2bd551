/**
 * A WebSocket class that counts round trips while a replica uses it: how often an answer came to something that was
 * asked. Questions that are under way at the same time are one round trip together; what the relay says unasked is none.
 */
import { WebSocket } from 'ws';
import { decodeDown, decodeUp } from '../../shared/protocol/codec.ts';
import type { Down, Up } from '../../shared/protocol/messages.ts';
import { readYMessage } from '../../shared/protocol/y-message.ts';

export interface RoundTrips {
  count: number;
}

const questions: ReadonlySet<Up['type']> = new Set(['hello', 'open', 'catch-up', 'ping']);
const answers: ReadonlySet<Down['type']> = new Set(['welcome', 'opened', 'closed', 'page', 'pong']);

export function countedSocket(trips: RoundTrips): new (url: string) => WebSocket {
  return class extends WebSocket {
    #asked = false;

    constructor(url: string) {
      super(url);
      this.addEventListener('message', ({ data }) => {
        if (!this.#asked || !isAnswer(asBytes(data))) return;
        this.#asked = false;
        trips.count++;
      });
    }

    override send(data: Uint8Array): void {
      if (isQuestion(data)) this.#asked = true;
      super.send(data);
    }
  };
}

const asBytes = (data: unknown): Uint8Array =>
  data instanceof ArrayBuffer ? new Uint8Array(data) : data instanceof Uint8Array ? data : new Uint8Array();

function isQuestion(bytes: Uint8Array): boolean {
  const frame = decodeUp(bytes);
  if (frame.type === 'message') return questions.has(frame.message.type);
  return frame.type === 'document' && readYMessage(frame.payload).type === 'sync-step-1';
}

function isAnswer(bytes: Uint8Array): boolean {
  const frame = decodeDown(bytes);
  if (frame.type === 'message') return answers.has(frame.message.type);
  return frame.type === 'document' && readYMessage(frame.payload).type === 'sync-step-2';
}
