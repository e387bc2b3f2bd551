/** The inspector of a SQLite store: a thread that is started when somebody looks for the first time. */
import path from 'node:path';
import type { InspectCall, InspectCalls } from '../inspect/inspect-calls.ts';
import { storeFile } from '../store/sqlite-store.ts';
import { StoreThread } from '../store/store-thread.ts';
import type { Inspector } from './inspector.ts';

const busyTimeout = 10_000;

export class ThreadInspector implements Inspector {
  readonly #file: string;
  #starting: Promise<StoreThread<InspectCalls>> | undefined;

  /** The store in `folder` was opened by its relay before: it has the tables of this version. */
  constructor(folder: string) {
    this.#file = path.join(folder, storeFile);
  }

  async look(query: Parameters<Inspector['look']>[0]): ReturnType<Inspector['look']> {
    return (await this.#thread()).ask(parcel({ do: 'look', query }));
  }

  async document(name: Parameters<Inspector['document']>[0]): ReturnType<Inspector['document']> {
    return (await this.#thread()).ask(parcel({ do: 'document', name }));
  }

  async close(): Promise<void> {
    const thread = await this.#starting?.catch(() => undefined);
    await thread?.close();
  }

  #thread(): Promise<StoreThread<InspectCalls>> {
    this.#starting ??= StoreThread.start<InspectCalls>(
      new URL('../inspect/inspect-thread.ts', import.meta.url),
      { file: this.#file, busyTimeout },
    ).then(
      ({ thread }) => thread,
      (error: unknown) => {
        // Whoever looks next tries again.
        this.#starting = undefined;
        throw error;
      },
    );
    return this.#starting;
  }
}

const parcel = <C extends InspectCall>(call: C) => ({ call, bytes: 0, transfer: [] });
