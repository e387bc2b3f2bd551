/**
 * Every socket that is not closed yet, also those before login and those that are closing. Nothing that goes wrong with one
 * may end the process. Knows nothing of who is behind one.
 */
import type { WebSocket } from 'ws';
import type { Time } from '../../shared/lib/time.ts';
import { closeCodes, type CloseName } from '../../shared/protocol/codes.ts';
import { errorKind, type Log } from '../log.ts';

/** How long a socket that is sent away may take to go, in milliseconds. */
const goWithin = 2_000;

export class LiveSockets {
  readonly #live = new Set<WebSocket>();
  readonly #time: Time;
  readonly #log: Log;
  #whenGone: (() => void)[] = [];

  constructor(time: Time, log: Log) {
    this.#time = time;
    this.#log = log;
  }

  get size(): number {
    return this.#live.size;
  }

  add(socket: WebSocket): void {
    this.#live.add(socket);
    socket.once('close', () => {
      this.#live.delete(socket);
      if (this.#live.size > 0) return;
      for (const gone of this.#whenGone.splice(0)) gone();
    });
    socket.on('error', (error) => {
      this.#log('info', 'socket-error', { kind: errorKind(error) });
      socket.terminate();
    });
  }

  turnAway(socket: WebSocket, why: CloseName): void {
    this.turnAwayWith(socket, closeCodes[why], why);
  }

  turnAwayWith(socket: WebSocket, code: number, reason: string): void {
    if (socket.readyState !== socket.OPEN) return;
    socket.close(code, reason);
    const cancel = this.#time.after(goWithin, () => socket.terminate());
    socket.once('close', cancel);
  }

  turnAllAway(why: CloseName): void {
    for (const socket of this.#live) this.turnAway(socket, why);
  }

  /** Resolves when none is left. */
  async gone(): Promise<void> {
    if (this.#live.size === 0) return;
    await new Promise<void>((resolve) => this.#whenGone.push(resolve));
  }

  cutAll(): void {
    for (const socket of this.#live) socket.terminate();
  }
}
