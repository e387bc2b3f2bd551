/**
 * What the data folder holds of bridges: `bridge/SHOP.json` with the settings, `bridge/SHOP.token` with what lets it in there, and
 * `bridge/SHOP.sqlite` with its state. The token may be renewed while the bridge runs, and is written before it is used.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseShop, type ShopId } from '../../../shared/lib/ids.ts';

export interface BridgeSettings {
  /** With what is before all paths: `https://shop.example/api`. */
  readonly address: string;
  /** A name of `mappings`. */
  readonly mapping: string;
  /** Requests in a minute that it may make. */
  readonly perMinute: number;
  /** Seconds from the end of one round to the next. */
  readonly every: number;
  readonly paused: boolean;
  /** When the shop was bridged first, in milliseconds: what was said to customers before that is sent to nobody. */
  readonly since: number;
  /** When the shop was made, which tells it from another one of its name; absent in those from before that was noted. */
  readonly shopMade?: number;
}

export interface StoredToken {
  readonly token: string;
  /** What a new token is asked for with, where the API has such a thing. */
  readonly refreshToken?: string;
}

export class BridgeFiles {
  readonly #folder: string;

  /** @param data the data folder */
  constructor(data: string) {
    this.#folder = path.join(data, 'bridge');
  }

  settingsFile(shop: ShopId): string {
    return path.join(this.#folder, `${shop}.json`);
  }

  stateFile(shop: ShopId): string {
    return path.join(this.#folder, `${shop}.sqlite`);
  }

  /** The shops that have a bridge. */
  async shops(): Promise<readonly ShopId[]> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    return names
      .flatMap((name) => (name.endsWith('.json') ? (parseShop(name.slice(0, -5)) ?? []) : []))
      .sort();
  }

  settings(shop: ShopId): Promise<BridgeSettings | undefined> {
    return this.#read(`${shop}.json`);
  }

  saveSettings(shop: ShopId, settings: BridgeSettings): Promise<void> {
    return this.#write(`${shop}.json`, settings);
  }

  token(shop: ShopId): Promise<StoredToken | undefined> {
    return this.#read(`${shop}.token`);
  }

  saveToken(shop: ShopId, token: StoredToken): Promise<void> {
    return this.#write(`${shop}.token`, token);
  }

  /** The settings and the token go, and what is known of both sides. */
  async remove(shop: ShopId): Promise<void> {
    // The settings last: what is cut off is still told as a bridge.
    const drafts = ['.token.draft', '.json.draft'];
    for (const end of ['.token', '.sqlite', '.sqlite-wal', '.sqlite-shm', ...drafts, '.json'])
      await rm(path.join(this.#folder, shop + end), { force: true });
  }

  /** Undefined where there is none. @throws for one that cannot be read: it was not written by this program. */
  async #read<T>(name: string): Promise<T | undefined> {
    try {
      return JSON.parse(await readFile(path.join(this.#folder, name), 'utf8')) as T;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #write(name: string, value: object): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = path.join(this.#folder, name);
    await writeFile(`${file}.draft`, `${JSON.stringify(value)}\n`, { mode: 0o600, flush: true });
    await rename(`${file}.draft`, file);
  }
}
