/** Fields that the API did not take: what it said of them is kept, and they are sent again when somebody says so (rule BRIDGE-29). */
import { entityKey, parseEntityKey, type KindName } from '../../shared/lib/ids.ts';
import { dueNow } from './due-now.ts';
import type { Aside, BridgeState, DeadLetter, Link } from './state/bridge-state.ts';

const atOnce = 200;

const isRefused = ({ whose, why }: Aside): boolean =>
  whose === 'ours' && (why === 'refused' || why === 'ignored');

/**
 * Sends them again: of the records that are named, or of all.
 * @param now in milliseconds
 * @returns what was told of them, each as if it were a letter of its record
 */
export async function retryFields(
  state: BridgeState,
  { kinds, keys }: { readonly kinds: readonly KindName[]; readonly keys: readonly string[] | undefined },
  now: number,
): Promise<readonly DeadLetter[]> {
  const done: DeadLetter[] = [];
  for await (const link of keys ? namedIn(state, keys) : allOf(state, kinds)) {
    const refused = Object.entries(link.aside).filter(([, aside]) => isRefused(aside));
    if (refused.length === 0) continue;
    const { kind, id, legacy } = link;
    const aside = Object.fromEntries(Object.entries(link.aside).filter(([, each]) => !isRefused(each)));
    await state.commit({ links: [{ ...link, aside }], outgoing: [await dueNow(state, link, now)] });
    const detail = refused.map(([field, { why, said = why }]) => `${field}: ${said}`).join('; ');
    const key = entityKey(link);
    done.push({ key, kind, id, legacy, what: 'record', reason: 'refused', detail, at: now, tries: 1 });
  }
  return done;
}

async function* namedIn(state: BridgeState, keys: readonly string[]): AsyncGenerator<Link> {
  for (const key of keys) {
    const name = parseEntityKey(key);
    const link = name && (await state.link(name));
    if (link) yield link;
  }
}

async function* allOf(state: BridgeState, kinds: readonly KindName[]): AsyncGenerator<Link> {
  for (const kind of kinds) {
    for (let after = ''; ;) {
      const links = await state.links(kind, after, atOnce);
      yield* links;
      const last = links.at(-1);
      if (!last) break;
      after = last.id;
    }
  }
}
