/**
 * Sends what is to be sent: two files at once, the oldest first, each tried again with growing waits and a limit, all of them
 * waiting while there is no relay (rules PHOTO-3 to PHOTO-5). What fails is written into the queue and seen there. Knows nothing of
 * tabs: `mine` says which files this one sends.
 */
import { backoff } from '../../../shared/lib/backoff.ts';
import type { FileId } from '../../../shared/lib/ids.ts';
import type { Random } from '../../../shared/lib/random.ts';
import type { Cancel, Time } from '../../../shared/lib/time.ts';
import { Listeners } from '../listeners.ts';
import type { FileRelay } from './file-relay.ts';
import { FileTrouble, remedyFor, type TroubleKind } from './file-trouble.ts';
import type { PictureBytes, QueueEntry, QueuedPart } from './file-vault.ts';
import type { Line } from './options.ts';
import { PieceSize } from './piece-size.ts';
import { sendPart } from './send-part.ts';
import type { UploadProblem } from './types.ts';
import type { UploadQueue } from './upload-queue.ts';

export const atOnce = 2;
/** After so many failures in a row a file waits for a person. */
export const mostTries = 8;
const tryAgain = { first: 2_000, cap: 5 * 60_000 };
const askAgain = { first: 1_000, cap: 60_000 };

export interface UploaderContext {
  readonly queue: UploadQueue;
  readonly relay: Pick<FileRelay, 'begin' | 'send'>;
  readonly line: Line;
  readonly time: Time;
  readonly random: Random;
  readonly mine: (id: FileId) => boolean;
}

interface Running {
  readonly abort: AbortController;
  /** 0 to 1. */
  progress: number;
}

export class Uploader {
  /** Called when `progress` of some file changed. */
  readonly moved = new Listeners();
  readonly #context: UploaderContext;
  readonly #running = new Map<FileId, Running>();
  readonly #pieces = new PieceSize();
  readonly #leave: readonly (() => void)[];
  /** Until then nothing is tried: the relay did not answer though there seemed to be one. */
  #pausedUntil = 0;
  #silences = 0;
  #cancel: Cancel | null = null;
  #stopped = false;

  constructor(context: UploaderContext) {
    this.#context = context;
    this.#leave = [
      context.queue.changed.subscribe(() => this.#queueChanged()),
      context.line.subscribe(() => this.wake()),
    ];
  }

  /** How far a file is that is being sent right now. */
  progress(id: FileId): number | undefined {
    return this.#running.get(id)?.progress;
  }

  /** Starts whatever may be started. */
  look(): void {
    this.#cancel?.();
    this.#cancel = null;
    const { queue, line, time, mine } = this.#context;
    if (this.#stopped || !line.online) return;
    const now = time.now();
    const waits: number[] = [];
    if (now < this.#pausedUntil) waits.push(this.#pausedUntil);
    else {
      for (const entry of queue.all()) {
        if (this.#running.has(entry.id) || !mine(entry.id)) continue;
        if (entry.problem === null || (entry.retryAt !== null && entry.retryAt <= now)) {
          if (this.#running.size < atOnce) void this.#send(entry);
        } else if (entry.retryAt !== null) waits.push(entry.retryAt);
      }
    }
    if (waits.length === 0) return;
    this.#cancel = time.after(Math.max(1, Math.min(...waits) - now), () => this.look());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    for (const leave of this.#leave) leave();
    for (const { abort } of this.#running.values()) abort.abort();
  }

  async #send(entry: QueueEntry): Promise<void> {
    const { queue } = this.#context;
    const { id } = entry;
    const running: Running = { abort: new AbortController(), progress: 0 };
    this.#running.set(id, running);
    this.moved.emit();
    try {
      const sent = await this.#sendParts(entry, running);
      this.#silences = 0;
      this.#running.delete(id);
      if (sent) await queue.finish(id);
    } catch (error) {
      this.#running.delete(id);
      // Given up or stopped: that is no failure.
      if (!running.abort.signal.aborted) await this.#failed(id, error);
    }
    this.moved.emit();
    this.look();
  }

  /** False when the file was given up meanwhile. */
  async #sendParts(entry: QueueEntry, running: Running): Promise<boolean> {
    const { queue, relay, time } = this.#context;
    const { id } = entry;
    const whole = entry.parts.reduce((sum, { length }) => sum + length, 0);
    let before = 0;
    for (const part of entry.parts) {
      if (!part.sent) {
        const progress = (bytes: number): void => {
          running.progress = (before + bytes) / whole;
          this.moved.emit();
        };
        const picture = await this.#bytes(id, part);
        const { signal } = running.abort;
        await sendPart({ relay, time, pieces: this.#pieces, file: entry, part, picture, signal, progress });
        const now = queue.get(id);
        if (!now) return false;
        const parts = now.parts.map((each) =>
          each.rendition === part.rendition ? { ...each, sent: true } : each,
        );
        await queue.update({ ...now, parts });
      }
      before += part.length;
    }
    return queue.get(id) !== undefined;
  }

  async #bytes(id: FileId, { rendition }: QueuedPart): Promise<PictureBytes> {
    const found = await this.#context.queue.bytes({ id, rendition }).catch(() => undefined);
    if (!found) throw new FileTrouble('unreadable');
    return found;
  }

  async #failed(id: FileId, error: unknown): Promise<void> {
    const { queue, time, random } = this.#context;
    const kind: TroubleKind = error instanceof FileTrouble ? error.kind : 'internal';
    const entry = queue.get(id);
    if (!entry) return;
    switch (remedyFor(kind)) {
      case 'wait':
        this.#pausedUntil = time.now() + backoff(this.#silences++, askAgain, random);
        return;
      case 'forget':
        return queue.forget(id);
      case 'person':
        return queue.update({ ...entry, ...problem(kind), retryAt: null });
      case 'again': {
        const tries = entry.tries + 1;
        const retryAt = tries < mostTries ? time.now() + backoff(entry.tries, tryAgain, random) : null;
        return queue.update({ ...entry, ...problem(kind), tries, retryAt });
      }
    }
  }

  #queueChanged(): void {
    for (const [id, { abort }] of this.#running) {
      // Given up, here or in another tab.
      if (!this.#context.queue.get(id)) abort.abort();
    }
    this.look();
  }

  /** The relay may be there again. */
  wake(): void {
    this.#pausedUntil = 0;
    this.look();
  }
}

const problem = (kind: TroubleKind): { readonly problem: UploadProblem | null } => ({
  problem: kind === 'offline' ? null : kind,
});
