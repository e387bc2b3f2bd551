/**
 * Whether a socket is read. It is not while the disk is behind with its updates, so that a slow disk slows writers
 * (rule LIMIT-6), nor while it has used up its share of the relay's time (rule LIMIT-9).
 */
import type { WebSocket } from 'ws';

export class Inflow {
  readonly #socket: WebSocket;
  readonly #max: number;
  #bytes = 0;
  #isFull = false;
  #isHeld: boolean;

  constructor(socket: WebSocket, max: number) {
    this.#socket = socket;
    this.#max = max;
    this.#isHeld = socket.isPaused;
  }

  /** More bytes wait for the disk, or fewer. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#max) this.#isFull = true;
    else if (this.#bytes < this.#max / 2) this.#isFull = false;
    this.#set();
  }

  /** Until `release`, as from the beginning of a socket that is paused already, nothing is read whatever the disk does. */
  hold(): void {
    this.#isHeld = true;
    this.#set();
  }

  release(): void {
    this.#isHeld = false;
    this.#set();
  }

  #set(): void {
    const paused = this.#isFull || this.#isHeld;
    if (paused === this.#socket.isPaused) return;
    if (paused) this.#socket.pause();
    else this.#socket.resume();
  }
}
