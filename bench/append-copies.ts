/** Fills a store: with copies of some records, under names of their own. */
import { must } from '../shared/lib/assert.ts';
import { parseEntityId } from '../shared/lib/ids.ts';
import type { LogEntry, Store } from '../server/store/store.ts';
import { records } from './shop.ts';

/** Records that were made one by one, of which what is appended are copies. */
const distinct = 200;

export interface Copies {
  /** Of their names, so that they are new. */
  readonly prefix: string;
  /** Records in one append. */
  readonly atOnce: number;
}

/** Appends so many copies of some records each time, until `enough`. */
export async function appendCopies(
  store: Pick<Store, 'append'>,
  { prefix, atOnce }: Copies,
  enough: () => Promise<boolean>,
): Promise<void> {
  const some = [...records(distinct)];
  let made = 0;
  while (!(await enough())) {
    await store.append(
      Array.from({ length: atOnce }, (): LogEntry => {
        const entry = must(some[made % some.length], 'a record');
        const id = must(parseEntityId(`${prefix}-${String(made++).padStart(8, '0')}`), 'a legal id');
        return { ...entry, name: { ...entry.name, id }, claims: [] };
      }),
    );
  }
}
