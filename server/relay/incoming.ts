/**
 * What comes in on one socket that is signed in, of either kind: told to be alive, counted, bounded, measured, and handed on
 * one message at a time (rules LIMIT-2, LIMIT-3, LIMIT-6 and LIMIT-9). Knows nothing of what a message says.
 */
import type { RawData, WebSocket } from 'ws';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import { errorKind } from '../log.ts';
import { Allowance } from './allowance.ts';
import { Inflow } from './inflow.ts';
import type { Parts } from './parts.ts';
import { bytesOf } from './raw-socket.ts';
import type { RelayLimits } from './relay.ts';
import type { Early } from './sign-in.ts';
import { WorkShare } from './work-share.ts';

/** The connection that the messages are for. */
export interface Hears {
  hear(bytes: Uint8Array): void;
  /** A text frame came: no replica sends one. */
  text(): void;
  /** For a message of so many bytes, where it was one. */
  close(why: CloseName, bytes?: number): void;
}

export class Incoming {
  readonly #hears: Hears;
  readonly #parts: Pick<Parts, 'log'>;
  readonly #time: Time;
  readonly #limits: RelayLimits;
  readonly #inflow: Inflow;
  readonly #allowance: Allowance;
  readonly #share: WorkShare;
  /** What had been read already when the socket's turn was over. */
  #waiting: Early[] = [];
  #cancel: Cancel | undefined;
  #ended = false;

  constructor(socket: WebSocket, parts: Pick<Parts, 'time' | 'limits' | 'heartbeat' | 'log'>, hears: Hears) {
    const { time, limits, heartbeat } = parts;
    this.#hears = hears;
    this.#parts = parts;
    this.#time = time;
    this.#limits = limits;
    this.#inflow = new Inflow(socket, limits.maxUnstored);
    this.#allowance = new Allowance(time, limits.messagesPerSecond);
    this.#share = new WorkShare(time.now(), limits);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      heartbeat.heard(socket);
      this.#take(bytesOf(data), isBinary);
    });
    heartbeat.add(socket);
  }

  /** Hands on what came before there was anybody to hear it, and then reads the socket. */
  begin(early: readonly Early[]): void {
    for (const { bytes, isBinary } of early) this.#take(bytes, isBinary);
    if (!this.#cancel && !this.#ended) this.#inflow.release();
  }

  /** Bytes of updates that wait for the disk, more or fewer. */
  unstored(bytes: number): void {
    this.#inflow.add(bytes);
  }

  /** Nothing more is handed on. */
  end(): void {
    this.#ended = true;
    this.#waiting = [];
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #take(bytes: Uint8Array, isBinary: boolean): void {
    if (this.#ended) return;
    if (!isBinary) return this.#hears.text();
    if (!this.#allowance.take()) return this.#hears.close('overloaded');
    if (bytes.length > this.#limits.maxFrame) return this.#hears.close('tooLarge', bytes.length);
    if (this.#cancel) this.#waiting.push({ bytes, isBinary });
    else this.#hear(bytes);
  }

  /** Does what a message brought, now or later than it came, as this socket's work. */
  work(run: () => void): void {
    const from = this.#time.now();
    try {
      run();
    } catch (error) {
      // A bug of the relay's. It ends this socket and no other.
      this.#parts.log('error', 'socket-failed', { kind: errorKind(error) });
      return this.#hears.close('internal');
    }
    const pause = this.#share.worked(from, this.#time.now());
    if (this.#ended) return;
    if (pause.kind === 'enough') return this.#hears.close('overloaded');
    if (pause.kind === 'wait' && !this.#cancel) this.#rest(pause.ms);
  }

  #hear(bytes: Uint8Array): void {
    this.work(() => this.#hears.hear(bytes));
  }

  /** The others' turn. What was read already waits here; no more is read. */
  #rest(ms: number): void {
    this.#inflow.hold();
    this.#cancel = this.#time.after(ms, () => {
      this.#cancel = undefined;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const [at, { bytes }] of waiting.entries()) {
        this.#hear(bytes);
        if (this.#ended) return;
        if (this.#cancel) {
          this.#waiting = waiting.slice(at + 1);
          return;
        }
      }
      this.#inflow.release();
    });
  }
}
