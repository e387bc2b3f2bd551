/** A scene for tests: a relay whose derived fields are kept up to date, people who write, and how often what was written. */
import { setImmediate } from 'node:timers/promises';
import type { Author } from '../../shared/lib/ids.ts';
import { systemAuthors } from '../../shared/lib/ids.ts';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import type { Value } from '../../shared/schema/field.ts';
import type { Log } from '../log.ts';
import { demo, documentName, sceneWith } from '../relay/testing/scene.ts';
import type { Store } from '../store/store.ts';
import { keepDerived } from './keep-derived.ts';

export async function deriveScene<S extends Store>(store: S, { seed = 1 } = {}) {
  const place = await sceneWith({ store, seed });
  const { relay, time, logged } = place;
  const log: Log = (level, event) => void logged.push({ level, event });
  const deriving = keepDerived({ store, relay, time, log });
  const write = (name: string, change: (entity: EntityDocument) => void) =>
    relay.write(documentName(name), 'ana' as Author, change, { role: 'owner' });
  return {
    ...place,
    deriving,
    write,
    put: (name: string, fields: Readonly<Record<string, Value>>) =>
      write(name, (entity) => {
        for (const [field, value] of Object.entries(fields)) entity.set(field, value);
      }),
    /** Moves the clock until nothing is left to derive. */
    derived: async (): Promise<void> => {
      const state = { idle: false };
      const done = deriving.idle().then(() => (state.idle = true));
      while (!state.idle) {
        await time.advance(100);
        await setImmediate();
      }
      await done;
    },
    fields: async (name: string) => (await relay.row(documentName(name)))?.fields ?? {},
    /** What the history says that the relay wrote, the oldest first. */
    told: async (name: string): Promise<readonly unknown[]> => {
      const history = await store.history({ name: documentName(name), limit: 1_000 });
      return (history?.entries ?? [])
        .filter(({ author, through }) => author === systemAuthors.relay && through === 'relay')
        .map(({ changes }) => JSON.parse(changes) as unknown)
        .toReversed();
    },
    /** How many entries of its log the relay wrote. */
    written: async (name: string): Promise<number> => {
      const marks = (await store.load(documentName(name)))?.marks ?? [];
      return marks.filter(({ author }) => author === systemAuthors.relay).length;
    },
    head: () => store.head(demo),
    end: () => deriving.stop(),
  };
}
