/** The bridge's state in memory, for tests. */
import { entityKey, type EntityId, type EntityName, type KindName } from '../../../shared/lib/ids.ts';
import { erasedLink } from './bridge-state.ts';
import type {
  BridgeState,
  DeadLetter,
  Intent,
  Link,
  MessageLink,
  Outgoing,
  Step,
  Waiting,
} from './bridge-state.ts';

export class MemoryBridgeState implements BridgeState {
  readonly #links = new Map<string, Link>();
  readonly #byLegacy = new Map<string, string>();
  /** Keys of links, by what people know their records by. */
  readonly #byKnown = new Map<string, Set<string>>();
  readonly #messages = new Map<string, MessageLink[]>();
  readonly #letGo = new Map<string, Set<string>>();
  readonly #outgoing = new Map<string, Outgoing>();
  readonly #intents = new Map<string, Intent>();
  readonly #dead = new Map<string, DeadLetter>();
  readonly #cursors = new Map<string, string>();

  commit(step: Step): Promise<void> {
    for (const link of step.links ?? []) this.#put(link);
    for (const legacy of step.listed?.legacy ?? [])
      this.#list(step.listed?.kind, legacy, step.listed?.listing ?? 0);
    for (const message of step.messages ?? []) this.#putMessage(message);
    for (const { ticket, entry } of step.letGo ?? [])
      this.#letGo.set(ticket, (this.#letGo.get(ticket) ?? new Set()).add(entry));
    for (const each of step.outgoing ?? []) this.#outgoing.set(entityKey(each), each);
    for (const name of step.sent ?? []) this.#outgoing.delete(entityKey(name));
    for (const intent of step.intents ?? []) this.#intents.set(intent.key, intent);
    for (const key of step.ended ?? []) this.#intents.delete(key);
    for (const letter of step.dead ?? []) this.#dead.set(letter.key, letter);
    for (const key of step.revived ?? []) this.#dead.delete(key);
    for (const [name, value] of Object.entries(step.cursors ?? {})) this.#cursors.set(name, value);
    return Promise.resolve();
  }

  link(name: EntityName): Promise<Link | undefined> {
    return Promise.resolve(this.#links.get(entityKey(name)));
  }

  byLegacy(kind: KindName, legacy: string): Promise<Link | undefined> {
    const key = this.#byLegacy.get(`${kind}/${legacy}`);
    return Promise.resolve(key === undefined ? undefined : this.#links.get(key));
  }

  byKnown(kind: KindName, known: string): Promise<readonly Link[]> {
    const keys = this.#byKnown.get(`${kind}/${known}`) ?? [];
    return Promise.resolve([...keys].flatMap((key) => this.#links.get(key) ?? []).toSorted(byId));
  }

  unlisted(kind: KindName, listing: number, limit: number): Promise<readonly Link[]> {
    const found = this.#of(kind).filter((link) => isThere(link) && link.listed < listing);
    return Promise.resolve(found.sort(byId).slice(0, limit));
  }

  stale(kind: KindName, before: number, limit: number): Promise<readonly Link[]> {
    const found = this.#of(kind).filter((link) => isThere(link) && link.read < before);
    return Promise.resolve(found.sort((a, b) => a.read - b.read || byId(a, b)).slice(0, limit));
  }

  links(kind: KindName, after: string, limit: number): Promise<readonly Link[]> {
    const found = this.#of(kind).filter(({ id }) => id > after);
    return Promise.resolve(found.sort(byId).slice(0, limit));
  }

  messages(ticket: EntityId): Promise<readonly MessageLink[]> {
    return Promise.resolve(this.#messages.get(ticket) ?? []);
  }

  letGo(ticket: EntityId): Promise<readonly string[]> {
    return Promise.resolve([...(this.#letGo.get(ticket) ?? [])].sort());
  }

  due(kind: KindName, now: number, limit: number): Promise<readonly Outgoing[]> {
    const found = [...this.#outgoing.values()].filter((each) => each.kind === kind && each.notBefore <= now);
    return Promise.resolve(found.sort((a, b) => a.since - b.since || byId(a, b)).slice(0, limit));
  }

  outgoing(name: EntityName): Promise<Outgoing | undefined> {
    return Promise.resolve(this.#outgoing.get(entityKey(name)));
  }

  waiting(): Promise<Waiting> {
    const all = [...this.#outgoing.values()];
    return Promise.resolve({
      count: all.length,
      next: first(all.map(({ notBefore }) => notBefore)),
      since: first(all.map(({ since }) => since)),
      deadLetters: this.#dead.size,
    });
  }

  intents(name?: EntityName): Promise<readonly Intent[]> {
    const all = [...this.#intents.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    const key = name && entityKey(name);
    return Promise.resolve(key ? all.filter((intent) => entityKey(intent) === key) : all);
  }

  creations(kind: KindName): Promise<readonly Intent[]> {
    const all = [...this.#intents.values()];
    return Promise.resolve(all.filter((each) => each.kind === kind && each.what.do === 'create'));
  }

  deadLetters(name?: EntityName): Promise<readonly DeadLetter[]> {
    const found = [...this.#dead.values()].filter(
      ({ kind, id }) => !name || (kind === name.kind && id === name.id),
    );
    return Promise.resolve(found.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)));
  }

  cursor(name: string): Promise<string | undefined> {
    return Promise.resolve(this.#cursors.get(name));
  }

  forget(names: readonly EntityName[]): Promise<void> {
    for (const name of names) {
      const key = entityKey(name);
      const link = this.#links.get(key);
      if (link) this.#put(erasedLink(link));
      this.#outgoing.delete(key);
      this.#messages.delete(name.id);
      this.#letGo.delete(name.id);
      for (const letter of this.#dead.values()) {
        const { kind, id, legacy } = letter;
        const isOfIt = id === name.id || (legacy !== null && legacy === link?.legacy);
        if (kind === name.kind && isOfIt) this.#dead.delete(letter.key);
      }
      for (const intent of this.#intents.values())
        if (entityKey(intent) === key) this.#intents.delete(intent.key);
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #of(kind: KindName): Link[] {
    return [...this.#links.values()].filter((link) => link.kind === kind);
  }

  #put(link: Link): void {
    const key = entityKey(link);
    const before = this.#links.get(key);
    if (before?.legacy && before.legacy !== link.legacy)
      this.#byLegacy.delete(`${link.kind}/${before.legacy}`);
    if (before?.known) this.#byKnown.get(`${link.kind}/${before.known}`)?.delete(key);
    if (link.known !== null) {
      const known = `${link.kind}/${link.known}`;
      this.#byKnown.set(known, (this.#byKnown.get(known) ?? new Set()).add(key));
    }
    this.#links.set(key, link);
    if (link.legacy !== null) this.#byLegacy.set(`${link.kind}/${link.legacy}`, key);
  }

  #list(kind: KindName | undefined, legacy: string, listing: number): void {
    const key = this.#byLegacy.get(`${kind}/${legacy}`);
    const link = key === undefined ? undefined : this.#links.get(key);
    if (key !== undefined && link) this.#links.set(key, { ...link, listed: listing });
  }

  #putMessage(message: MessageLink): void {
    const list = this.#messages.get(message.ticket) ?? [];
    const others = list.filter(({ entry, legacy }) => entry !== message.entry && legacy !== message.legacy);
    this.#messages.set(message.ticket, [...others, message]);
  }
}

const isThere = (link: Link): boolean => link.legacy !== null && link.gone === null;
const byId = (a: EntityName, b: EntityName): number => (a.id < b.id ? -1 : Number(a.id > b.id));

const first = (times: readonly number[]): number | undefined =>
  times.length > 0 ? Math.min(...times) : undefined;
