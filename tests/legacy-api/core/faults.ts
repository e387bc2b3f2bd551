/**
 * What goes wrong, and when: one-shots that a test aims at the next matching request, and a seeded schedule that lets each
 * request fail with some chance. Decides only; `serve.ts` and `mangle.ts` do what was decided.
 */
import { seededRandom, type Random } from '../../../shared/lib/random.ts';

/** Before anything was written, or when all of it was: the two cannot be told apart by whoever asked (fault 52). */
export type Commit = 'before' | 'after';

export type Fault =
  /** An error of any status; `retryAfter` is the header as it is sent, seconds or a date. */
  | {
      readonly fault: 'status';
      readonly status: number;
      readonly commit?: Commit;
      readonly retryAfter?: string;
    }
  /** No answer, ever. */
  | { readonly fault: 'timeout'; readonly commit: Commit }
  /** The connection is cut instead of an answer. */
  | { readonly fault: 'cut'; readonly commit: Commit }
  /** The connection is cut in the middle of the answer; all was written. */
  | { readonly fault: 'truncated' }
  /** A page for people, with 200 unless told: a login wall, a maintenance page, a firewall. */
  | { readonly fault: 'html'; readonly status?: number; readonly commit?: Commit }
  | { readonly fault: 'slow'; readonly ms: number }
  /** A listing leaves out its last rows, though they exist. */
  | { readonly fault: 'short-page'; readonly drop?: number }
  /** A listing has one of its rows twice. */
  | { readonly fault: 'duplicate' }
  | { readonly fault: 'shuffled' }
  /** A field of one row is not what it should be; which row and which field is chance unless said. */
  | {
      readonly fault: 'null' | 'wrong-type' | 'missing' | 'unknown-value';
      readonly field?: string;
      readonly id?: string;
    }
  /** Something happens in the legacy system in the moment before the request is looked at. */
  | { readonly fault: 'meanwhile'; readonly run: () => void }
  /** Something happens right after it was answered: between two pages of a listing, say. */
  | { readonly fault: 'then'; readonly run: () => void };

/** What a schedule may bring. The last four are something that the legacy's own users do meanwhile. */
export const faultNames = [
  'server-error',
  'timeout-before',
  'timeout-after',
  'cut-before',
  'cut-after',
  'truncated',
  'too-many',
  'conflict',
  'html',
  'slow',
  'short-page',
  'duplicate',
  'shuffled',
  'null',
  'wrong-type',
  'missing',
  'unknown-value',
  'moved',
  'same-second',
  'renamed',
  'deleted',
] as const;

export type FaultName = (typeof faultNames)[number];
export type Rates = Readonly<Partial<Record<FaultName, number>>>;

/** What users of the legacy system do in a schedule, told apart by API. */
export type Mischief = Readonly<
  Record<Extract<FaultName, 'moved' | 'same-second' | 'renamed' | 'deleted'>, (random: Random) => void>
>;

export interface Aim {
  /** `PATCH /orders/:o`, or a pattern over it; every request where absent. */
  readonly kind?: string | RegExp;
  /** Only where the address (`/orders?page=2`) or the body says so. */
  readonly where?: (asked: { readonly address: string; readonly body: unknown }) => boolean;
  /** How many requests it hits; 1 unless told. */
  readonly times?: number;
  /** How many matching ones pass before. */
  readonly after?: number;
}

interface Shot {
  readonly aim: Aim;
  readonly fault: Fault;
  left: number;
  pass: number;
}

export class Faults {
  #shots: Shot[] = [];
  #rates: Rates = {};
  #random: Random = seededRandom(1);
  #mischief: Mischief;
  /** Turns to the random of the schedule that is under way; mangling a row takes chance from here, too. */
  readonly random: Random = () => this.#random();

  constructor(mischief: Mischief) {
    this.#mischief = mischief;
  }

  /** The next request that `aim` matches fails like this. Several for one request are taken in the order of asking. */
  next(fault: Fault, aim: Aim = {}): void {
    this.#shots.push({ aim, fault, left: aim.times ?? 1, pass: aim.after ?? 0 });
  }

  /** From now on each request fails with these chances (0 to 1, each drawn for itself; the first that is drawn counts). */
  schedule(seed: number, rates: Rates): void {
    this.#random = seededRandom(seed);
    this.#rates = rates;
  }

  /** All is well again, one-shots that are waiting included. */
  heal(): void {
    this.#shots = [];
    this.#rates = {};
  }

  /** One-shots that hit nothing yet: a test whose faults never came would be green for nothing. */
  get waiting(): number {
    return this.#shots.length;
  }

  /** Decides about one request. */
  take(asked: {
    readonly kind: string;
    readonly address: string;
    readonly body: unknown;
  }): Fault | undefined {
    for (const shot of this.#shots) {
      const { kind, where } = shot.aim;
      if (typeof kind === 'string' ? kind !== asked.kind : kind && !kind.test(asked.kind)) continue;
      if (where && !where(asked)) continue;
      if (shot.pass > 0) {
        shot.pass--;
        continue;
      }
      if (--shot.left === 0) this.#shots = this.#shots.filter((each) => each !== shot);
      return shot.fault;
    }
    for (const name of faultNames) {
      const rate = this.#rates[name] ?? 0;
      if (rate > 0 && this.#random() < rate) return this.#scheduled(name);
    }
    return undefined;
  }

  #scheduled(name: FaultName): Fault {
    switch (name) {
      case 'server-error':
        return { fault: 'status', status: 500 };
      case 'timeout-before':
        return { fault: 'timeout', commit: 'before' };
      case 'timeout-after':
        return { fault: 'timeout', commit: 'after' };
      case 'cut-before':
        return { fault: 'cut', commit: 'before' };
      case 'cut-after':
        return { fault: 'cut', commit: 'after' };
      case 'too-many':
        return { fault: 'status', status: 429, retryAfter: '1' };
      case 'conflict':
        return { fault: 'status', status: 409 };
      case 'slow':
        return { fault: 'slow', ms: 50 };
      case 'moved':
      case 'same-second':
      case 'renamed':
      case 'deleted':
        return { fault: 'meanwhile', run: () => this.#mischief[name](this.#random) };
      default:
        return { fault: name };
    }
  }
}
