/**
 * Pictures that are on the relay and are kept here to be shown without a network: the full ones within a budget, thumbs
 * within one of their own, which lasts longer as they are small; what was looked at last stays longest (rule PHOTO-6).
 */
import type { Time } from '../../../shared/lib/time.ts';
import { renditions, type Rendition } from '../../../shared/protocol/file-upload.ts';
import type { CachedPicture, FileVault, PictureBytes, PictureName } from './file-vault.ts';

export type Budget = Readonly<Record<Rendition, number>>;

const mebibyte = 2 ** 20;
const usual: Budget = { full: 64 * mebibyte, thumb: 24 * mebibyte };
/** How long a look at a picture is not worth writing down again, in milliseconds. */
const recent = 60 * 60 * 1000;

/** What has to go, the longest unused first, for each rendition to fit its budget. */
export function beyondBudget(cached: readonly CachedPicture[], budget: Budget): readonly CachedPicture[] {
  return renditions.flatMap((rendition) => {
    const mine = cached.filter((each) => each.rendition === rendition).toSorted((a, b) => b.used - a.used);
    let kept = 0;
    return mine.filter(({ size }) => (kept += size) > budget[rendition]);
  });
}

export class PictureCache {
  readonly #vault: FileVault;
  readonly #time: Pick<Time, 'now'>;
  readonly #budget: Budget;
  /** When this tab last wrote down that a picture was looked at. */
  readonly #touched = new Map<string, number>();
  #sinceTrim = 0;

  constructor(vault: FileVault, time: Pick<Time, 'now'>, budget: Budget = usual) {
    this.#vault = vault;
    this.#time = time;
    this.#budget = budget;
  }

  /** Keeps a picture that came from the relay, if there is room; what cannot be kept is fetched again another time. */
  async keep(name: PictureName, picture: PictureBytes): Promise<void> {
    const size = picture.bytes.length;
    try {
      await this.#vault.keep(
        { id: name.id, rendition: name.rendition, size, used: this.#time.now() },
        picture,
      );
      this.#sinceTrim += size;
      if (this.#sinceTrim > this.#budget.thumb / 10) await this.trim();
    } catch {
      await this.makeRoom();
    }
  }

  /** Somebody looked at it. */
  async touch(name: PictureName): Promise<void> {
    const now = this.#time.now();
    const key = `${name.id}.${name.rendition}`;
    if (now - (this.#touched.get(key) ?? 0) < recent) return;
    this.#touched.set(key, now);
    await this.#vault.touch(name, now).catch(() => undefined);
  }

  /** Throws out what is beyond the budget. */
  async trim(budget = this.#budget): Promise<void> {
    this.#sinceTrim = 0;
    try {
      await this.#vault.evict(beyondBudget(await this.#vault.cached(), budget));
    } catch {
      // A cache that cannot be trimmed now is trimmed another time.
    }
  }

  /** The device is full: what can be fetched again goes, for what cannot. Half of the thumbs may stay. */
  async makeRoom(): Promise<void> {
    await this.trim({ full: 0, thumb: this.#budget.thumb / 2 });
  }
}
