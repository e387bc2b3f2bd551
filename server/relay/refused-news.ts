/**
 * Tells a socket that something moved among the edits that were written back, as far as they are for its user to see
 * (rule QUAR-7). It says that, and which are settled; what they are is asked for over HTTP.
 */
import type { Author } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { RefusedMoved } from '../../shared/protocol/messages.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import { managers } from '../../shared/schema/roles.ts';
import type { Identity } from '../auth/identity.ts';
import type { HearsOfRefusals } from './changed.ts';

/** Letters that are refused one by one are one piece of news, in milliseconds. */
const pause = 500;

export interface RefusedNewsOptions {
  readonly identity: Pick<Identity, 'user' | 'role'>;
  readonly time: Time;
  readonly send: (message: RefusedMoved) => void;
  /** Tells what is kept of the user's own: it may have come from another device of theirs. */
  readonly tellOwn: () => void;
}

export class RefusedNews implements HearsOfRefusals {
  readonly #options: RefusedNewsOptions;
  #settled: string[] = [];
  #isOwn = false;
  #cancel: (() => void) | undefined;

  constructor(options: RefusedNewsOptions) {
    this.#options = options;
  }

  refusedMoved(kind: string, author: Author, settled?: string): void {
    const { identity, time } = this.#options;
    if (!mayRead(identity.role, kind)) return;
    if (author !== identity.user && !managers.includes(identity.role)) return;
    if (settled !== undefined) this.#settled.push(settled);
    else if (author === identity.user) this.#isOwn = true;
    this.#cancel ??= time.after(pause, () => this.#tell());
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #tell(): void {
    this.#cancel = undefined;
    const settled = this.#settled;
    this.#settled = [];
    if (this.#isOwn) this.#options.tellOwn();
    this.#isOwn = false;
    this.#options.send({ type: 'refused-moved', settled });
  }
}
