/**
 * What this device has to send, as every tab sees it: the vault's queue, and files that only this page's memory holds
 * because the disk did not take them (they are stored as soon as it does). A change is told to the other tabs, which read it
 * from the vault. Knows nothing of sending.
 */
import { backoff } from '../../../shared/lib/backoff.ts';
import type { FileId } from '../../../shared/lib/ids.ts';
import type { Random } from '../../../shared/lib/random.ts';
import type { Cancel, Time } from '../../../shared/lib/time.ts';
import type { Rendition } from '../../../shared/protocol/file-upload.ts';
import { Listeners } from '../listeners.ts';
import { VaultFailed } from '../vault.ts';
import type { FileVault, PictureBytes, PictureName, QueueEntry } from './file-vault.ts';
import type { Files } from './types.ts';

export interface UploadQueueContext {
  readonly vault: FileVault;
  readonly time: Time;
  readonly random: Random;
  /** Tells the other tabs to look at that file. */
  readonly tell: (id: FileId) => void;
  /** Throws out what can be fetched again, for what cannot. */
  readonly makeRoom: () => Promise<void>;
}

const again = { first: 1_000, cap: 30_000 };

export class UploadQueue {
  readonly changed = new Listeners();
  readonly #context: UploadQueueContext;
  readonly #entries = new Map<FileId, QueueEntry>();
  /** Files of this tab whose storing failed, so that no other tab can send them. */
  readonly #stranded = new Set<FileId>();
  /** Files of this tab that are not on the disk. */
  readonly #unsaved = new Map<FileId, ReadonlyMap<Rendition, PictureBytes>>();
  #problem: 'full' | 'failed' | null = null;
  #attempt = 0;
  #cancel: Cancel | null = null;
  #stopped = false;

  constructor(context: UploadQueueContext) {
    this.#context = context;
  }

  /** Oldest first. */
  all(): readonly QueueEntry[] {
    return [...this.#entries.values()].toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  get(id: FileId): QueueEntry | undefined {
    return this.#entries.get(id);
  }

  /** Whether a file would still be here after the page went away. */
  isSaved(id: FileId): boolean {
    return this.#context.vault.durable && !this.#unsaved.has(id);
  }

  /** Whether this tab alone has it, and not just for the moment that storing takes. */
  isHereOnly(id: FileId): boolean {
    return !this.#context.vault.durable || this.#stranded.has(id);
  }

  get problem(): Files['problem'] {
    return this.#context.vault.durable ? this.#problem : 'unavailable';
  }

  /** Reads the queue as it is stored now: at the start, and when this tab begins to send. */
  async load(): Promise<void> {
    const stored = await this.#try(() => this.#context.vault.queue());
    if (!stored || this.#stopped) return;
    for (const id of this.#entries.keys()) if (!this.#unsaved.has(id)) this.#entries.delete(id);
    for (const entry of stored) this.#entries.set(entry.id, entry);
    this.changed.emit();
  }

  /** Resolves when it was tried to store it; `isSaved` says how that ended. */
  async add(entry: QueueEntry, bytes: ReadonlyMap<Rendition, PictureBytes>): Promise<void> {
    this.#entries.set(entry.id, entry);
    this.#unsaved.set(entry.id, bytes);
    this.changed.emit();
    await this.#store(entry.id);
  }

  /** Writes down how a file stands. One that was given up meanwhile stays away. */
  async update(entry: QueueEntry): Promise<void> {
    if (!this.#entries.has(entry.id)) return;
    this.#entries.set(entry.id, entry);
    this.changed.emit();
    if (this.#unsaved.has(entry.id)) return;
    const there = await this.#try(() => this.#context.vault.save(entry));
    if (there === false && this.#entries.delete(entry.id)) this.changed.emit();
    this.#context.tell(entry.id);
  }

  /** The relay has it. */
  async finish(id: FileId): Promise<void> {
    const saved = !this.#unsaved.has(id);
    this.#drop(id);
    // One that cannot be noted is announced once more after the next start, and found finished.
    if (saved) await this.#try(() => this.#context.vault.finish(id, this.#context.time.now()));
    this.#context.tell(id);
  }

  async forget(id: FileId): Promise<void> {
    this.#drop(id);
    await this.#try(() => this.#context.vault.forget(id));
    this.#context.tell(id);
  }

  /** What is here of a rendition, be it to be sent or kept from before. */
  async bytes(name: PictureName): Promise<PictureBytes | undefined> {
    return this.#unsaved.get(name.id)?.get(name.rendition) ?? (await this.#context.vault.bytes(name));
  }

  /** Another tab changed it. */
  async heard(id: FileId): Promise<void> {
    if (this.#unsaved.has(id)) return;
    const entry = await this.#try(async () => (await this.#context.vault.entry(id)) ?? null);
    if (entry === undefined || this.#stopped) return;
    if (entry) this.#entries.set(id, entry);
    else this.#entries.delete(id);
    this.changed.emit();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #drop(id: FileId): void {
    this.#unsaved.delete(id);
    this.#stranded.delete(id);
    this.#entries.delete(id);
    this.changed.emit();
  }

  async #store(id: FileId): Promise<void> {
    const entry = this.#entries.get(id);
    const bytes = this.#unsaved.get(id);
    if (!entry || !bytes || this.#stopped) return;
    const { vault, makeRoom, tell } = this.#context;
    const add = (): Promise<true> => vault.add(entry, bytes).then(() => true);
    const done = await this.#try(() =>
      add().catch(async (error: unknown) => {
        if (!(error instanceof VaultFailed) || error.kind !== 'full') throw error;
        await makeRoom();
        return add();
      }),
    );
    if (!done) {
      if (this.#unsaved.has(id)) this.#stranded.add(id);
      this.changed.emit();
      return this.#storeLater();
    }
    this.#attempt = 0;
    // It may have been sent, or given up, or have failed meanwhile.
    if (!this.#unsaved.has(id)) await this.#try(() => vault.forget(id));
    else if (vault.durable) {
      this.#unsaved.delete(id);
      this.#stranded.delete(id);
      const now = this.#entries.get(id);
      if (now && now !== entry) await this.update(now);
    }
    this.changed.emit();
    tell(id);
  }

  #storeLater(): void {
    const { time, random } = this.#context;
    if (this.#stopped || this.#cancel) return;
    this.#cancel = time.after(backoff(this.#attempt++, again, random), () => {
      this.#cancel = null;
      for (const id of this.#unsaved.keys()) void this.#store(id);
    });
  }

  /** Undefined when the vault failed, which is told. */
  async #try<T>(work: () => Promise<T>): Promise<T | undefined> {
    let problem: 'full' | 'failed' | null = null;
    try {
      return await work();
    } catch (error) {
      problem = error instanceof VaultFailed ? error.kind : 'failed';
      return undefined;
    } finally {
      if (problem !== this.#problem) {
        this.#problem = problem;
        this.changed.emit();
      }
    }
  }
}
