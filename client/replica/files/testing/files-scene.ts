/** Devices with files for tests: several of them on one database are tabs. Time moves only when the test says so. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, vi } from 'vitest';
import type { EntityName } from '../../../../shared/lib/ids.ts';
import { ManualTime } from '../../../../shared/lib/manual-time.ts';
import { seededRandom } from '../../../../shared/lib/random.ts';
import { createFiles } from '../create-files.ts';
import { Listeners } from '../../listeners.ts';
import type { FilesOptions, Line } from '../options.ts';
import type { Files } from '../types.ts';
import { shrunk } from './pictures.ts';
import { ScriptedFiles } from './scripted-files.ts';

/** A line that a test cuts and mends. */
export class TestLine implements Line {
  readonly #changed = new Listeners();
  online = true;

  subscribe(changed: () => void): () => void {
    return this.#changed.subscribe(changed);
  }

  set(online: boolean): void {
    this.online = online;
    this.#changed.emit();
  }
}

let made = 0;

export class FilesScene {
  readonly relay = new ScriptedFiles();
  readonly time = new ManualTime();
  readonly line = new TestLine();
  /** Addresses that are good right now. */
  readonly addresses = new Map<string, Blob>();
  readonly #files: Files[] = [];
  readonly #device = `files-${process.pid}-${made++}/`;
  #addressed = 0;
  indexedDB = new IDBFactory();

  async start(more: Partial<FilesOptions> = {}): Promise<Files> {
    const files = await createFiles({
      url: 'http://relay.test',
      shop: 'demo',
      user: { id: 'ana' },
      device: this.#device,
      getToken: () => Promise.resolve(this.relay.token),
      fetch: this.relay.fetch,
      line: this.line,
      time: this.time,
      random: seededRandom(made),
      indexedDB: this.indexedDB,
      IDBKeyRange,
      prepare: shrunk,
      addresses: {
        createObjectURL: (blob) => {
          const address = `blob:${this.#addressed++}`;
          this.addresses.set(address, blob as Blob);
          return address;
        },
        revokeObjectURL: (address) => void this.addresses.delete(address),
      },
      ...more,
    });
    this.#files.push(files);
    return files;
  }

  /** Several tabs need to hear of each other, and one of them leads. */
  get asTabs(): Pick<FilesOptions, 'locks' | 'BroadcastChannel'> {
    return { locks: navigator.locks, BroadcastChannel };
  }

  /** Of the database. */
  get name(): string {
    return `${this.#device}solder/demo/ana/files`;
  }

  async end(): Promise<void> {
    await Promise.all(this.#files.splice(0).map((files) => files.stop()));
  }
}

export const device: EntityName = { kind: 'device', id: 'd1' } as EntityName;

/** Resolves once it holds; generous, for a machine that has other work. */
export const until = (condition: () => unknown): Promise<unknown> =>
  vi.waitFor(() => expect(condition()).toBeTruthy(), 10_000);
