/** Finds sockets whose other end is gone without a word (fault 9): one sweep over all of them (rule LIMIT-5). */
import { WebSocket } from 'ws';
import type { Cancel, Time } from '../../shared/lib/time.ts';

/** Sweeps without a sign of life after which a socket is given up. */
const patience = 2;

export class Heartbeat {
  readonly #time: Time;
  readonly #every: number;
  /** Sweeps since each socket was heard. */
  readonly #silent = new Map<WebSocket, number>();
  #cancel: Cancel | undefined;

  constructor(time: Time, every: number) {
    this.#time = time;
    this.#every = every;
  }

  add(socket: WebSocket): void {
    this.#silent.set(socket, 0);
    socket.on('pong', () => this.heard(socket));
    socket.once('close', () => {
      this.#silent.delete(socket);
      if (this.#silent.size === 0) this.stop();
    });
    this.#cancel ??= this.#time.after(this.#every, () => this.#sweep());
  }

  heard(socket: WebSocket): void {
    if (this.#silent.has(socket)) this.#silent.set(socket, 0);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #sweep(): void {
    this.#cancel = this.#time.after(this.#every, () => this.#sweep());
    for (const [socket, silent] of this.#silent) {
      // The relay itself does not listen to a socket that it paused.
      if (socket.isPaused) continue;
      if (silent >= patience) {
        socket.terminate();
        continue;
      }
      this.#silent.set(socket, silent + 1);
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }
  }
}
