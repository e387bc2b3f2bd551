/**
 * Which edits an acknowledgement covers. The relay counts update-bearing messages of a channel; this remembers, for
 * each, how far the record's edits had come when it was sent.
 *
 * A live update speaks for itself only. It is a sync step 2 that carries whatever the relay lacked, so message k
 * covers every edit made before it exactly when this channel's step 2 was sent at or before k (rule PEND-3).
 */
export class AckBook {
  /** The number of the newest edit when message i+1 was sent. */
  readonly #marks: number[] = [];
  #firstStep2: number | null = null;
  #acked = 0;
  #hasGap = false;

  /** An update-bearing message was sent; `edit` is the number of the newest edit of the record, 0 for none. */
  sent(isStep2: boolean, edit: number): void {
    this.#marks.push(edit);
    if (isStep2) this.#firstStep2 ??= this.#marks.length;
  }

  /** An edit could not be sent on this channel: nothing that follows says anything about it. */
  skipped(): void {
    this.#hasGap = true;
  }

  /** The relay has the first `count` messages: the number up to which every edit is safe, or null when none is. */
  acked(count: number): number | null {
    // A relay that acknowledges what was never sent says nothing about edits.
    if (!Number.isSafeInteger(count) || count > this.#marks.length) return null;
    this.#acked = Math.max(this.#acked, count);
    if (this.#hasGap || this.#firstStep2 === null || this.#acked < this.#firstStep2) return null;
    return this.#marks[this.#acked - 1] ?? null;
  }
}
