/** The bridge's state, whose steps are also told to those who want to know how far records are (rule LEGACY-1). */
import { entityKey, type EntityName } from '../../../shared/lib/ids.ts';
import type { Reached } from '../../relay/legacy-steps.ts';
import type { BridgeState, Step } from '../state/bridge-state.ts';
import { isOfOurs } from '../letters.ts';
import { stepOf } from './standing.ts';

/** `tell` hears what is on disk. */
export function toldState(state: BridgeState, tell: (reached: readonly Reached[]) => void): BridgeState {
  async function headsOf({ sent = [], dead = [] }: Step): Promise<ReadonlyMap<string, number>> {
    const names = [...sent, ...dead.flatMap(({ kind, id }) => (id === null ? [] : [{ kind, id }]))];
    const heads = await Promise.all(names.map((name) => state.outgoing(name)));
    return new Map(names.map((name, at) => [entityKey(name), heads[at]?.head ?? 0]));
  }

  async function reachedBy(step: Step, heads: ReadonlyMap<string, number>): Promise<readonly Reached[]> {
    const { sent = [], dead = [], revived = [], links = [], outgoing = [] } = step;
    const found = new Map<string, Reached>();
    const add = ({ kind, id }: EntityName, said: Pick<Reached, 'step' | 'seq'>): void => {
      const key = entityKey({ kind, id });
      if (!found.has(key)) found.set(key, { kind, id, ...said });
    };
    const seqOf = (name: EntityName): number => heads.get(entityKey(name)) ?? 0;
    for (const letter of dead) {
      const { kind, id } = letter;
      if (id !== null && isOfOurs(letter)) add({ kind, id }, { step: 'given-up', seq: seqOf({ kind, id }) });
    }
    for (const name of sent) add(name, { step: stepOf(await state.link(name)), seq: seqOf(name) });
    const again = new Set(revived);
    for (const each of outgoing)
      if (again.has(entityKey(each))) add(each, { step: 'waiting', seq: each.head });
    // What the API takes of a record may change with what was read of it; one that waits or was given up stays that.
    for (const link of links) {
      if (found.has(entityKey(link)) || link.legacy === null) continue;
      if (await state.outgoing(link)) continue;
      if ((await state.deadLetters(link)).some(isOfOurs)) continue;
      add(link, { step: stepOf(link), seq: link.agreed });
    }
    return [...found.values()];
  }

  return {
    async commit(step) {
      const heads = await headsOf(step);
      await state.commit(step);
      tell(await reachedBy(step, heads));
    },
    link: (name) => state.link(name),
    byLegacy: (kind, legacy) => state.byLegacy(kind, legacy),
    byKnown: (kind, known) => state.byKnown(kind, known),
    unlisted: (kind, listing, limit) => state.unlisted(kind, listing, limit),
    stale: (kind, before, limit) => state.stale(kind, before, limit),
    links: (kind, after, limit) => state.links(kind, after, limit),
    messages: (ticket) => state.messages(ticket),
    letGo: (ticket) => state.letGo(ticket),
    due: (kind, now, limit) => state.due(kind, now, limit),
    outgoing: (name) => state.outgoing(name),
    waiting: () => state.waiting(),
    intents: (name) => state.intents(name),
    creations: (kind) => state.creations(kind),
    deadLetters: (name) => state.deadLetters(name),
    cursor: (name) => state.cursor(name),
    forget: (names) => state.forget(names),
    close: () => state.close(),
  };
}
