/**
 * Pictures that are being shown: each has one address for all who hold it, taken back when the last one lets go. Their
 * bytes come from this device, else from the relay; what is not there yet is asked for again (rule PHOTO-7).
 */
import { backoff } from '../../../shared/lib/backoff.ts';
import { Gate } from '../../../shared/lib/gate.ts';
import type { FileId } from '../../../shared/lib/ids.ts';
import type { Random } from '../../../shared/lib/random.ts';
import type { Cancel, Time } from '../../../shared/lib/time.ts';
import type { Rendition } from '../../../shared/protocol/file-upload.ts';
import { Listeners } from '../listeners.ts';
import type { FileRelay } from './file-relay.ts';
import { FileTrouble } from './file-trouble.ts';
import type { PictureBytes, PictureName } from './file-vault.ts';
import type { FilesOptions, Line } from './options.ts';
import type { PictureCache } from './picture-cache.ts';
import type { HeldPicture } from './types.ts';

const fetchesAtOnce = 4;
const askAgain = { first: 4_000, cap: 60_000 };

export interface PicturesContext {
  /** What this device has. */
  readonly local: (name: PictureName) => Promise<PictureBytes | undefined>;
  readonly cache: PictureCache;
  readonly relay: Pick<FileRelay, 'read'>;
  readonly line: Line;
  readonly time: Time;
  readonly random: Random;
  readonly addresses: FilesOptions['addresses'];
}

interface Shown {
  readonly name: PictureName;
  readonly changed: Listeners;
  readonly abort: AbortController;
  holders: number;
  url: string | undefined;
  state: HeldPicture['state'];
  loading: boolean;
  attempt: number;
  cancel: Cancel | null;
}

export class Pictures {
  readonly #context: PicturesContext;
  readonly #shown = new Map<string, Shown>();
  readonly #gate = new Gate(fetchesAtOnce);
  readonly #leave: () => void;

  constructor(context: PicturesContext) {
    this.#context = context;
    this.#leave = context.line.subscribe(() => {
      if (context.line.online) for (const shown of this.#shown.values()) this.#load(shown);
    });
  }

  hold(id: FileId, rendition: Rendition): HeldPicture {
    const key = `${id}.${rendition}`;
    const shown = this.#shown.get(key) ?? this.#show({ id, rendition }, key);
    shown.holders++;
    let held = true;
    return {
      get url() {
        return shown.url;
      },
      get state() {
        return shown.state;
      },
      subscribe: (changed) => shown.changed.subscribe(changed),
      release: () => {
        if (!held) return;
        held = false;
        if (--shown.holders === 0) this.#letGo(shown, key);
      },
    };
  }

  /** A file may be here now that was not before. */
  look(id: FileId): void {
    for (const shown of this.#shown.values()) if (shown.name.id === id) this.#load(shown);
  }

  stop(): void {
    this.#leave();
    for (const [key, shown] of this.#shown) this.#letGo(shown, key);
  }

  #show(name: PictureName, key: string): Shown {
    const shown: Shown = {
      name,
      changed: new Listeners(),
      abort: new AbortController(),
      holders: 0,
      url: undefined,
      state: 'loading',
      loading: false,
      attempt: 0,
      cancel: null,
    };
    this.#shown.set(key, shown);
    this.#load(shown);
    return shown;
  }

  #letGo(shown: Shown, key: string): void {
    this.#shown.delete(key);
    shown.abort.abort();
    shown.cancel?.();
    if (shown.url !== undefined) this.#context.addresses.revokeObjectURL(shown.url);
    shown.url = undefined;
  }

  #load(shown: Shown): void {
    if (shown.loading || shown.url !== undefined) return;
    shown.loading = true;
    shown.cancel?.();
    shown.cancel = null;
    void this.#loaded(shown);
  }

  async #loaded(shown: Shown): Promise<void> {
    const { time, random, addresses } = this.#context;
    const found = await this.#find(shown);
    shown.loading = false;
    if (shown.abort.signal.aborted) return;
    if (typeof found !== 'string') {
      shown.url = addresses.createObjectURL(new Blob([found.bytes], { type: found.type }));
      shown.state = 'here';
    } else {
      shown.state = found;
      const wait = backoff(shown.attempt++, askAgain, random);
      if (this.#context.line.online) shown.cancel = time.after(wait, () => this.#load(shown));
    }
    shown.changed.emit();
  }

  async #find({ name, abort }: Shown): Promise<PictureBytes | 'away' | 'missing'> {
    const { local, cache, relay, line } = this.#context;
    const here = await local(name).catch(() => undefined);
    if (here) {
      void cache.touch(name);
      return here;
    }
    if (!line.online) return 'away';
    try {
      const came = await this.#gate.through(() => relay.read(name.id, name.rendition, abort.signal));
      void cache.keep(name, came);
      return came;
    } catch (error) {
      return error instanceof FileTrouble && error.kind === 'not-found' ? 'missing' : 'away';
    }
  }
}
