/**
 * The relay's end of a WebSocket without a network. What the relay sends stays in `inbox` until the test takes it, and
 * counts as buffered as long as it is there when `stalled`.
 */
import { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';

export class FakeSocket extends EventEmitter {
  readonly OPEN = WebSocket.OPEN;
  readyState: number = WebSocket.OPEN;
  isPaused = false;
  /** The reader takes nothing: all that is sent counts as buffered. */
  stalled = false;
  /** A reader that does not even answer a close. */
  deaf = false;
  inbox: Uint8Array[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  pings = 0;
  #held: Uint8Array[] = [];

  /** As the relay takes it. */
  get asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }

  get bufferedAmount(): number {
    return this.stalled ? this.inbox.reduce((sum, { length }) => sum + length, 0) : 0;
  }

  send(bytes: Uint8Array): void {
    this.inbox.push(bytes.slice());
  }

  close(code: number, reason: string): void {
    if (this.readyState !== WebSocket.OPEN) return;
    this.closed = { code, reason };
    this.readyState = WebSocket.CLOSING;
    if (!this.deaf) this.#end(code, reason);
  }

  terminate(): void {
    if (this.readyState !== WebSocket.CLOSED) this.#end(1006, '');
  }

  ping(): void {
    this.pings++;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    for (const bytes of this.#held.splice(0)) this.say(bytes);
  }

  /** The other end sends a message. */
  say(bytes: Uint8Array, isBinary = true): void {
    if (this.readyState !== WebSocket.OPEN) return;
    if (this.isPaused) this.#held.push(bytes);
    else this.emit('message', Buffer.from(bytes), isBinary);
  }

  /** The other end goes away, or its network does. */
  cut(): void {
    this.#end(1006, '');
  }

  #end(code: number, reason: string): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.emit('close', code, Buffer.from(reason));
  }
}
