/** Stops reading from a socket whose updates the disk is behind with, so that a slow disk slows writers (rule LIMIT-6). */
import type { WebSocket } from 'ws';

export class Inflow {
  readonly #socket: WebSocket;
  readonly #max: number;
  #bytes = 0;

  constructor(socket: WebSocket, max: number) {
    this.#socket = socket;
    this.#max = max;
  }

  /** More bytes wait for the disk, or fewer. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#max && !this.#socket.isPaused) this.#socket.pause();
    else if (this.#bytes < this.#max / 2 && this.#socket.isPaused) this.#socket.resume();
  }
}
