/**
 * What goes out on one socket. Frames of one turn leave in one write. Who reads too slowly is cut off instead of
 * buffered: `ws` itself would keep everything (fault fact 15; rule LIMIT-4).
 */
import { WebSocket } from 'ws';
import { closeCodes, type CloseName } from '../../shared/protocol/codes.ts';
import type { Time } from '../../shared/lib/time.ts';
import { framesAsBytes } from './frames-as-bytes.ts';
import type { Meter } from './meter.ts';
import { rawSocket } from './raw-socket.ts';
import type { Turn } from './turn.ts';

export interface OutboundOptions {
  readonly turn: Turn;
  readonly time: Time;
  /** Bytes that may wait for the reader. */
  readonly maxQueued: number;
  /** Told what leaves in one write. */
  readonly sent: Meter['sent'];
  /** Called before the frames of a turn leave, to add what was put off until then. */
  readonly beforeFlush?: () => void;
  /** The reader is too slow: the socket is closing, and its owner lets go of everything. */
  readonly slow: () => void;
}

/** How long a socket may take to close, in milliseconds: a reader that is stuck never answers. */
const closeGrace = 2_000;
/** Bytes of frames that are copied into one piece; a page or a large document leaves as it is. */
const mostJoined = 64 * 1024;

export class Outbound {
  readonly #socket: WebSocket;
  readonly #options: OutboundOptions;
  #frames: Uint8Array[] = [];
  #queued = 0;
  /** An answer that was asked for and may still be on its way, and what came behind it. */
  #answer = 0;
  #behind = 0;
  #due = false;
  #closed = false;

  constructor(socket: WebSocket, options: OutboundOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** Bytes that left and were not read, as far as this side can tell. */
  get unread(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: Uint8Array): void {
    if (this.#closed) return;
    this.#measure();
    // A frame that is larger than the bound still goes to a reader who has read everything else.
    if (this.#queued > 0 && this.#queued + frame.length > this.#options.maxQueued) return this.#cut();
    this.#queued += frame.length;
    this.#push(frame);
  }

  /** What the reader asked for: not counted, one at a time, so that a large document can be opened at all. */
  answer(frame: Uint8Array): void {
    if (this.#closed) return;
    this.#measure();
    if (this.#answer > 0) return this.send(frame);
    this.#push(frame);
    this.#answer = frame.length;
    this.#behind = 0;
  }

  #push(frame: Uint8Array): void {
    this.wake();
    this.#behind += frame.length;
    this.#frames.push(frame);
  }

  /** Counts at the beginning of a turn how much of what was sent before has left; frames leave in their order. */
  #measure(): void {
    if (this.#frames.length > 0) return;
    const buffered = this.#socket.bufferedAmount;
    if (buffered <= this.#behind) this.#answer = 0;
    this.#queued = buffered - Math.min(this.#answer, Math.max(0, buffered - this.#behind));
  }

  /** There will be something to say at the end of this turn. */
  wake(): void {
    if (this.#due || this.#closed) return;
    this.#due = true;
    this.#options.turn.atEnd(this.#leave);
  }

  /** What is done at the end of a turn, made once: it is asked for with every frame. */
  readonly #leave = (): void => {
    this.#due = false;
    this.#options.beforeFlush?.();
    this.flush();
  };

  flush(): void {
    const frames = this.#frames;
    if (frames.length === 0) return;
    this.#frames = [];
    const socket = this.#socket;
    if (socket.readyState !== WebSocket.OPEN) return;
    let bytes = 0;
    for (const frame of frames) bytes += frame.length;
    const raw = rawSocket(socket);
    if (raw && bytes <= mostJoined) raw.write(framesAsBytes(frames));
    else for (const frame of frames) socket.send(frame);
    this.#options.sent(frames.length, bytes);
  }

  /** Says what is left to say and closes. */
  close(why: CloseName): void {
    this.closeWith(closeCodes[why], why);
  }

  closeWith(code: number, reason: string): void {
    if (this.#closed) return;
    this.flush();
    this.#end(code, reason);
  }

  #cut(): void {
    this.#frames = [];
    this.#end(closeCodes.slow, 'slow');
    this.#options.slow();
  }

  #end(code: number, reason: string): void {
    this.#closed = true;
    const socket = this.#socket;
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.close(code, reason);
    const cancel = this.#options.time.after(closeGrace, () => socket.terminate());
    socket.once('close', cancel);
  }
}
