/** Finds sockets whose other end is gone without a word (fault 9): one sweep over all of them (rule LIMIT-5). */
import { WebSocket } from 'ws';
import type { Cancel, Time } from '../../shared/lib/time.ts';

/** Sweeps without a sign of life after which a socket is given up. */
const patience = 2;
/** Sweeps that the relay itself may leave a socket unread: it cannot tell then whether anybody is there. */
const pausedPatience = 8;

export class Heartbeat {
  readonly #time: Time;
  readonly #every: number;
  /** Sweeps since each socket was heard. */
  readonly #silent = new Map<WebSocket, number>();
  /** Sweeps in a row that found a socket paused. */
  readonly #paused = new Map<WebSocket, number>();
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
      this.#paused.delete(socket);
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
      if (socket.isPaused) {
        const paused = (this.#paused.get(socket) ?? 0) + 1;
        this.#paused.set(socket, paused);
        if (paused > pausedPatience) socket.terminate();
        continue;
      }
      this.#paused.delete(socket);
      if (silent >= patience) {
        socket.terminate();
        continue;
      }
      this.#silent.set(socket, silent + 1);
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }
  }
}
