/**
 * What was typed into records that were erased, and check-ins of clients who were, lies in storage that answers at once and is
 * nobody's database: it goes from there, too, whoever of the shop's people on this device typed it (rules ERASE-6 and ERASE-10).
 */
import type { Replica } from '../../replica/types.ts';
import type { DraftShelf } from './kept-drafts.ts';

/** Now, and whenever something is erased; the answer ends it. */
export function forgetTyped(
  replica: Pick<Replica, 'shop' | 'erased' | 'subscribeErased'>,
  shelves: readonly DraftShelf[],
): () => void {
  const look = async (): Promise<void> => {
    const { names } = await replica.erased();
    if (names.length > 0) for (const shelf of shelves) forgetOn(shelf, replica.shop, new Set(names));
  };
  // A device that cannot say is asked again at the next start.
  const again = (): void => void look().catch(() => undefined);
  again();
  return replica.subscribeErased(again);
}

function forgetOn(shelf: DraftShelf, shop: string, erased: ReadonlySet<string>): void {
  // What cannot be read says nothing of whose it is, but may still name them.
  const ids = [...erased].map((name) => name.slice(name.indexOf('/') + 1));
  const namesErased = (text: string): boolean => ids.some((id) => text.includes(id));
  const names = Array.from({ length: shelf.length }, (_, index) => shelf.key(index) ?? '');
  for (const name of names) {
    const form = after(name, 'solder.form.');
    if (form !== undefined) {
      if (erased.has(recordOf(form))) shelf.removeItem(name);
    } else if (after(name, `solder.check-in/${shop}/`) !== undefined) {
      const text = shelf.getItem(name) ?? '';
      const records = namedIn(text);
      const isTheirs = records ? records.some((record) => erased.has(record)) : namesErased(text);
      if (isTheirs) shelf.removeItem(name);
    } else if (after(name, `solder.drafts/${shop}/`) !== undefined) {
      const text = shelf.getItem(name) ?? '';
      const all = parsed(text);
      if (!Array.isArray(all)) {
        if (namesErased(text)) shelf.removeItem(name);
        continue;
      }
      const left = all.filter((draft: unknown) => !erased.has(recordOf(keyOf(draft))));
      if (left.length === 0) shelf.removeItem(name);
      else if (left.length < all.length) shelf.setItem(name, JSON.stringify(left));
    }
  }
}

const after = (name: string, prefix: string): string | undefined =>
  name.startsWith(prefix) ? name.slice(prefix.length) : undefined;

/** `kind/id` of what is named after a field of it. */
const recordOf = (key: string): string => key.split('/').slice(0, 2).join('/');

const keyOf = (draft: unknown): string => String((draft as { readonly key?: unknown } | null)?.key);

const idOf = (value: unknown): string => String((value as { readonly id?: unknown } | null | undefined)?.id);

/** The records that a check-in is about: its client, and what it may have made already; undefined when it cannot be read. */
function namedIn(text: string): readonly string[] | undefined {
  const checkIn = parsed(text);
  if (typeof checkIn !== 'object' || checkIn === null) return undefined;
  const { client, order, ticket, devices } = checkIn as Readonly<Record<string, unknown>>;
  const all: readonly unknown[] = Array.isArray(devices) ? devices : [];
  return [
    `client/${idOf(client)}`,
    `order/${String(order)}`,
    `ticket/${String(ticket)}`,
    ...all.map((device) => `device/${idOf(device)}`),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
