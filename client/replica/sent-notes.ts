/** Notes which edits left this device, so that nobody takes them back (rule QUEUE-7): a moment later, if they are not acknowledged by then. */
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { Edit } from './unsent-edits.ts';
import type { Vault } from './vault.ts';

export interface SentNotesContext {
  readonly time: Time;
  readonly vault: Pick<Vault, 'markSent'>;
  /** Tells the other tabs, by the names of edits. */
  readonly tell: (keys: readonly string[]) => void;
}

/** In milliseconds: an edit that is acknowledged sooner after it was sent is not noted as sent. */
const noteAfter = 1_000;

export class SentNotes {
  readonly #context: SentNotesContext;
  #leaving = new Set<Edit>();
  #cancel: Cancel | null = null;

  constructor(context: SentNotesContext) {
    this.#context = context;
  }

  /** From now on nobody can take them back. */
  leave(edits: readonly Edit[]): void {
    for (const edit of edits) {
      if (edit.sent) continue;
      edit.sent = true;
      this.#leaving.add(edit);
    }
    if (this.#leaving.size === 0) return;
    this.#cancel ??= this.#context.time.after(noteAfter, () => {
      this.#cancel = null;
      void this.#note();
    });
  }

  stop(): void {
    this.#cancel?.();
  }

  async #note(): Promise<void> {
    const edits = [...this.#leaving].filter(({ acknowledged }) => !acknowledged);
    this.#leaving.clear();
    const keys = edits.flatMap(({ key }) => key ?? []);
    if (keys.length > 0) this.#context.tell(keys);
    try {
      await this.#context.vault.markSent(edits.flatMap(({ id }) => id ?? []));
    } catch {
      // Then taking them back after a restart says too much: the relay sends them again, and nothing is lost.
    }
  }
}
