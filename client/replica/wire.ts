/**
 * The one WebSocket of this tab: connects, says hello, keeps the connection honest by heartbeat, and tries again
 * with jitter when it is lost. Owns no documents: frames of document channels go through as bytes.
 *
 * A socket that is not the present one is never listened to again, so an old connection cannot speak into a new
 * one. What a captive portal answers (a page, a 502, no upgrade) never becomes a message: it is only offline.
 */
import { backoff } from '../../shared/lib/backoff.ts';
import type { StampClock } from '../../shared/lib/stamp.ts';
import type { Cancel } from '../../shared/lib/time.ts';
import { decodeDown, encodeUp } from '../../shared/protocol/codec.ts';
import { closeCodes, isFinal, protocolVersion } from '../../shared/protocol/codes.ts';
import { encodeDocumentFrame } from '../../shared/protocol/frame.ts';
import type { Down, Follow, Up, Welcome } from '../../shared/protocol/messages.ts';
import { Heartbeat } from './heartbeat.ts';
import type { ReplicaOptions, Socket } from './options.ts';
import type { SyncProblem } from './types.ts';

export type WireState =
  | { readonly kind: 'offline'; readonly retryAt: number | null }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online'; readonly slow: boolean; readonly welcome: Welcome }
  | { readonly kind: 'refused'; readonly problem: SyncProblem };

export interface WireEvents {
  /** The state is another one. */
  changed(): void;
  /** Before any other message of a connection; `following` tells that its hello asked for a page. */
  welcome(welcome: Welcome, following: boolean): void;
  message(message: Exclude<Down, Welcome>): void;
  payload(channel: number, payload: Uint8Array): void;
  /** A connection that had been welcomed is gone. */
  lost(): void;
  /** So many bytes went up, and came down. */
  moved?(up: number, down: number): void;
}

export interface WireOptions extends Pick<
  ReplicaOptions,
  'url' | 'getToken' | 'time' | 'random' | 'WebSocket' | 'network'
> {
  readonly clock: StampClock;
  readonly fingerprint: string;
  /** What the hello asks to follow; undefined for a tab that does not lead. */
  readonly follow: () => Follow | undefined;
}

const retryBounds = { first: 1_000, cap: 30_000 };
/** From the first byte to welcome; a half-open connection must not hold the next try up. */
const welcomeWithin = 15_000;
/** A suspended shop is taken up again by somebody who knows nothing of this page, in milliseconds. */
const suspendedAgain = { first: 30_000, cap: 30_000 };
/** Refusals of a token that are answered with a fresh one before a person is asked. */
const tokenTries = 2;

export class Wire {
  readonly #options: WireOptions;
  readonly #events: WireEvents;
  readonly #heartbeat: Heartbeat;
  #state: WireState = { kind: 'offline', retryAt: null };
  #since: number;
  #socket: Socket | null = null;
  /** Counts attempts: what comes back to an older one is stale. */
  #serial = 0;
  #attempt = 0;
  #tokensRefused = 0;
  #retry: Cancel | null = null;
  #deadline: Cancel | null = null;
  #running = false;
  /** A device that says "no network" from the start is not believed: some never say anything else. */
  #trustsNetwork = false;
  #unsubscribe: (() => void) | null = null;

  constructor(options: WireOptions, events: WireEvents) {
    this.#options = options;
    this.#events = events;
    this.#since = options.time.now();
    this.#heartbeat = new Heartbeat(options, {
      ping: (sent) => this.send({ type: 'ping', sent }),
      slow: () => this.#refresh(),
      dead: () => this.#drop(1006),
    });
  }

  get state(): WireState {
    return this.#state;
  }

  /** When the present state began, in this machine's milliseconds. */
  get since(): number {
    return this.#since;
  }

  /** The largest frame that the relay takes, in bytes; what it said last, or a careful guess. */
  maxFrame = 256 * 1024;

  start(): void {
    this.#running = true;
    const { network } = this.#options;
    this.#trustsNetwork = network?.online ?? false;
    this.#unsubscribe = network?.subscribe(() => this.#networkChanged()) ?? null;
    void this.#connect();
  }

  stop(): void {
    this.#running = false;
    this.#unsubscribe?.();
    this.#clearTimers();
    const wasOnline = this.#state.kind === 'online';
    this.#release(1000);
    this.#setState({ kind: 'offline', retryAt: null });
    if (wasOnline) this.#events.lost();
  }

  /** Does not wait for the next try, and gives an error that was final another chance. */
  tryNow(): void {
    if (!this.#running) return;
    if (this.#state.kind === 'online') {
      this.#heartbeat.now();
    } else if (this.#state.kind !== 'connecting') {
      this.#tokensRefused = 0;
      void this.#connect();
    }
  }

  /** False when there is no connection to send it on. */
  send(message: Up): boolean {
    return this.#sendBytes(encodeUp(message));
  }

  sendPayload(channel: number, payload: Uint8Array): boolean {
    return this.#sendBytes(encodeDocumentFrame(channel, payload));
  }

  #sendBytes(bytes: Uint8Array<ArrayBuffer>): boolean {
    if (this.#state.kind !== 'online' || !this.#socket) return false;
    this.#socket.send(bytes);
    this.#events.moved?.(bytes.length, 0);
    return true;
  }

  async #connect(): Promise<void> {
    if (!this.#running || this.#socket) return;
    this.#clearTimers();
    const serial = ++this.#serial;
    const isStale = (): boolean => serial !== this.#serial || !this.#running;
    // A person goes on reading why they are not let in until they are.
    if (!this.#isSuspended) this.#setState({ kind: 'connecting' });
    this.#deadline = this.#options.time.after(welcomeWithin, () => this.#drop(1006));
    let token: string;
    try {
      token = await this.#options.getToken(this.#tokensRefused > 0);
    } catch {
      if (!isStale()) this.#drop(1006);
      return;
    }
    if (isStale()) return;
    let socket: Socket;
    try {
      socket = new this.#options.WebSocket(this.#options.url);
    } catch {
      this.#drop(1006);
      return;
    }
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    let sent = 0;
    let following = false;
    const isCurrent = (): boolean => this.#socket === socket;
    socket.addEventListener('open', () => {
      if (!isCurrent()) return;
      sent = this.#options.time.now();
      const follow = this.#options.follow();
      following = follow !== undefined;
      const hello: Up = {
        type: 'hello',
        protocol: protocolVersion,
        schema: this.#options.fingerprint,
        token,
        ...(follow && { follow }),
      };
      socket.send(encodeUp(hello));
    });
    socket.addEventListener('message', ({ data }) => {
      if (isCurrent()) this.#receive(data, sent, following);
    });
    // Heard and not acted on: a close follows, and Node throws an error that nobody hears.
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', ({ code }) => {
      if (isCurrent()) this.#drop(code);
    });
  }

  #receive(data: unknown, helloSent: number, following: boolean): void {
    if (data instanceof ArrayBuffer) this.#events.moved?.(0, data.byteLength);
    const frame = data instanceof ArrayBuffer ? decodeDown(new Uint8Array(data)) : undefined;
    if (!frame || frame.type === 'malformed') return this.#drop(1006);
    this.#heartbeat.heard();
    // A kind that this version does not know is for a newer one.
    if (frame.type === 'unknown') return;
    if (frame.type === 'document') {
      if (this.#state.kind === 'online') this.#events.payload(frame.channel, frame.payload);
      return;
    }
    const { message } = frame;
    if (message.type === 'welcome') return this.#welcome(message, helloSent, following);
    if (this.#state.kind !== 'online') return;
    if (message.type === 'pong') this.#heartbeat.pong(message);
    this.#events.message(message);
  }

  #welcome(welcome: Welcome, helloSent: number, following: boolean): void {
    if (this.#state.kind === 'online') return;
    this.#clearTimers();
    this.#attempt = 0;
    this.#tokensRefused = 0;
    this.maxFrame = welcome.maxFrame;
    const { clock, time } = this.#options;
    clock.correct(welcome.now, helloSent, time.now());
    this.#heartbeat.start();
    this.#state = { kind: 'online', slow: false, welcome };
    this.#since = time.now();
    // First what follows from it, then the news: nobody shall read "all is here" before catching up has begun.
    this.#events.welcome(welcome, following);
    this.#events.changed();
  }

  /** The connection, or the attempt at one, ended with this close code. */
  #drop(code: number): void {
    const wasOnline = this.#state.kind === 'online';
    this.#release(code === 1006 ? 1000 : undefined);
    this.#clearTimers();
    if (this.#running) this.#decideNext(code);
    if (wasOnline) this.#events.lost();
  }

  #decideNext(code: number): void {
    const { time, random, network } = this.#options;
    if (code === closeCodes.unauthorized && this.#tokensRefused < tokenTries) {
      this.#tokensRefused++;
    } else if (isFinal(code) && code !== closeCodes.helloTimeout) {
      if (code === closeCodes.suspended) this.#again(backoff(0, suspendedAgain, random));
      return this.#setState({ kind: 'refused', problem: problemOf(code) });
    }
    const wait = backoff(this.#attempt++, retryBounds, random);
    if (this.#trustsNetwork && network && !network.online) {
      return this.#setState({ kind: 'offline', retryAt: null });
    }
    this.#again(wait);
    this.#setState({ kind: 'offline', retryAt: time.now() + wait });
  }

  #again(wait: number): void {
    this.#retry = this.#options.time.after(wait, () => {
      this.#retry = null;
      void this.#connect();
    });
  }

  get #isSuspended(): boolean {
    const state = this.#state;
    return (
      state.kind === 'refused' &&
      state.problem.kind === 'relay' &&
      state.problem.code === closeCodes.suspended
    );
  }

  #networkChanged(): void {
    const { network } = this.#options;
    if (!network || !this.#running) return;
    if (network.online) {
      this.#trustsNetwork = true;
      if (this.#state.kind !== 'refused') this.tryNow();
    } else if (this.#trustsNetwork) {
      this.#drop(1006);
    }
  }

  /** Lets go of the socket first and closes it then, so that nothing it still says is heard. */
  #release(code?: number): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#serial++;
    this.#heartbeat.stop();
    if (!socket) return;
    try {
      socket.close(code);
    } catch {
      // Already closed.
    }
  }

  #clearTimers(): void {
    this.#retry?.();
    this.#retry = null;
    this.#deadline?.();
    this.#deadline = null;
  }

  #refresh(): void {
    if (this.#state.kind === 'online' && this.#state.slow !== this.#heartbeat.slow) {
      this.#state = { ...this.#state, slow: this.#heartbeat.slow };
      this.#events.changed();
    }
  }

  #setState(state: WireState): void {
    if (state.kind !== this.#state.kind) this.#since = this.#options.time.now();
    this.#state = state;
    this.#events.changed();
  }
}

function problemOf(code: number): SyncProblem {
  if (code === closeCodes.unauthorized) return { kind: 'unauthorized' };
  if (code === closeCodes.upgradeRequired) return { kind: 'upgrade-required' };
  return { kind: 'relay', code };
}
