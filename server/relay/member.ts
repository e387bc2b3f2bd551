/**
 * One listener in one room: which of its messages are on disk, which wait for what they build on, and whose presence
 * it may tell. An acknowledgement is a count (rule ACK-1): message n is acknowledged when messages 1 to n are stored.
 */
import type { Author } from '../../shared/lib/ids.ts';
import type { Listener } from './listener.ts';
import type { Need } from './needs.ts';

/** A message that waits, and for what. */
export interface Waiting {
  readonly message: Message;
  readonly needs: readonly Need[];
  /** What is missing is not of its sender's own client: the sender cannot be asked for it. */
  readonly forOthers: boolean;
}

/** An update-bearing message as it came. */
export interface Message {
  /** May be a view into what the socket received. */
  readonly update: Uint8Array;
  readonly step2: boolean;
  readonly receipt: Pick<Receipt, 'stored' | 'release' | 'failed'>;
  /** It waited for something, and part of it may have come in before. */
  readonly waited?: boolean;
}

/** Calls back once its message is on disk. */
export class Receipt {
  readonly #member: Member;
  #bytes: number;
  done = false;

  constructor(member: Member, bytes: number) {
    this.#member = member;
    this.#bytes = bytes;
  }

  stored(): void {
    if (this.done) return;
    this.done = true;
    this.release();
    this.#member.stored();
  }

  /** Its bytes do not hold the socket up any longer: what they wait for must be able to come. */
  release(): void {
    if (this.#bytes > 0) this.#member.listener.unstored(-this.#bytes);
    this.#bytes = 0;
  }

  /** The room ends with it; its members are told there. */
  failed(): void {
    this.release();
  }
}

export class Member {
  readonly listener: Listener;
  readonly user: Author;
  /** Of the messages since the channel was opened, the first `acked` are on disk and integrated. */
  acked = 0;
  /** Messages that build on something that is not there; tried again when something arrives. */
  waiting: Waiting[] = [];
  waitingBytes = 0;
  /** A sync step 1 of the relay's is not answered yet. */
  asked = true;
  /** Answers in a row that brought nothing although messages wait. */
  fruitless = 0;
  gone = false;
  /** It may not see the record where it is now, and is about to be told: nothing is said to it any more, and nothing is taken. */
  muted = false;
  /** The client id whose presence this listener tells. */
  presence: number | undefined;
  #receipts: Receipt[] = [];
  #first = 0;

  constructor(listener: Listener) {
    this.listener = listener;
    this.user = listener.identity.user;
  }

  /** Counts an update-bearing message. */
  expect(update: Uint8Array, step2: boolean): Message {
    const receipt = new Receipt(this, update.length);
    this.#receipts.push(receipt);
    this.listener.unstored(update.length);
    return { update, step2, receipt };
  }

  /** It is out of the room: nothing it sent there holds its socket up any longer. */
  letGo(): void {
    this.gone = true;
    this.waiting = [];
    this.waitingBytes = 0;
    for (const receipt of this.#receipts) receipt.release();
    this.#receipts = [];
    this.#first = 0;
  }

  wait(waiting: Waiting): void {
    this.waiting.push(waiting);
    this.waitingBytes += waiting.message.update.length;
  }

  /** Takes out what waits and is due. */
  takeDue(isDue: (waiting: Waiting) => boolean): Waiting[] {
    const due: Waiting[] = [];
    const rest: Waiting[] = [];
    for (const waiting of this.waiting) (isDue(waiting) ? due : rest).push(waiting);
    if (due.length === 0) return due;
    this.waiting = rest;
    for (const { message } of due) this.waitingBytes -= message.update.length;
    return due;
  }

  get waitsForOthers(): boolean {
    return this.waiting.some(({ forOthers }) => forOthers);
  }

  stored(): void {
    const before = this.acked;
    while (this.#receipts[this.#first]?.done) {
      this.#first++;
      this.acked++;
    }
    if (this.#first > 1_024 || this.#first === this.#receipts.length) {
      this.#receipts = this.#receipts.slice(this.#first);
      this.#first = 0;
    }
    if (this.acked > before && !this.gone) this.listener.acknowledged(this.acked - before);
  }
}
