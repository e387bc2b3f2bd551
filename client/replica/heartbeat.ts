/**
 * Whether the other end is still there (fault 9): a ping every ten seconds, `slow` when its answer takes more than
 * one, dead when nothing at all was heard for twenty. Also keeps the clock near the relay's.
 */
import type { StampClock } from '../../shared/lib/stamp.ts';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { Pong } from '../../shared/protocol/messages.ts';

export interface HeartbeatEvents {
  ping(sent: number): void;
  /** `slow` changed. */
  slow(): void;
  dead(): void;
}

const every = 10_000;
const deadAfter = 20_000;
const slowAbove = 1_000;
/** A round trip longer than this says too little about where in it the relay read its clock. */
const clockWithin = 2_000;

export class Heartbeat {
  readonly #time: Time;
  readonly #clock: StampClock;
  readonly #events: HeartbeatEvents;
  #slow = false;
  #heardAt = 0;
  #waiting: number | null = null;
  #next: Cancel | null = null;
  #late: Cancel | null = null;

  constructor({ time, clock }: { time: Time; clock: StampClock }, events: HeartbeatEvents) {
    this.#time = time;
    this.#clock = clock;
    this.#events = events;
  }

  get slow(): boolean {
    return this.#slow;
  }

  start(): void {
    this.stop();
    this.#slow = false;
    this.#heardAt = this.#time.now();
    this.#next = this.#time.after(every, () => this.#beat());
  }

  stop(): void {
    this.#next?.();
    this.#late?.();
    this.#next = this.#late = this.#waiting = null;
  }

  /** Anything arrived. */
  heard(): void {
    this.#heardAt = this.#time.now();
  }

  /** Asks at once, unless an answer is awaited already. */
  now(): void {
    if (this.#waiting !== null) return;
    const sent = this.#time.now();
    this.#waiting = sent;
    this.#late?.();
    this.#late = this.#time.after(slowAbove, () => this.#setSlow(true));
    this.#events.ping(sent);
  }

  pong({ sent, now }: Pong): void {
    if (this.#waiting !== sent) return;
    this.#waiting = null;
    this.#late?.();
    this.#late = null;
    const received = this.#time.now();
    if (received - sent <= clockWithin) this.#clock.correct(now, sent, received);
    this.#setSlow(received - sent > slowAbove);
  }

  #beat(): void {
    // Counted in ticks of ten seconds: a laptop that slept finds its first tick late and asks before it judges.
    if (this.#waiting !== null && this.#time.now() - this.#heardAt >= deadAfter) return this.#events.dead();
    this.#next = this.#time.after(every, () => this.#beat());
    this.now();
  }

  #setSlow(slow: boolean): void {
    if (this.#slow === slow) return;
    this.#slow = slow;
    this.#events.slow();
  }
}
