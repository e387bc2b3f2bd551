/** Who is in the shop, as the relay says, and where this session says that it is. */
import { entityKey, type EntityName } from '../../shared/lib/ids.ts';
import type { Here, Presence, Present } from '../../shared/protocol/messages.ts';
import { Listeners } from './listeners.ts';

export interface Place {
  readonly at: EntityName | null;
  readonly field: string;
  readonly idle: boolean;
}

export class PresentPeople {
  readonly changed = new Listeners();
  readonly #send: (here: Here) => boolean;
  #people: readonly Present[] = [];
  #here: Here | null = null;

  constructor(send: (here: Here) => boolean) {
    this.#send = send;
  }

  all(): readonly Present[] {
    return this.#people;
  }

  /** Said again at each connection. */
  here({ at, field, idle }: Place): void {
    this.#here = { type: 'here', at: at ? entityKey(at) : '', field, idle };
    this.#send(this.#here);
  }

  connected(): void {
    if (this.#here) this.#send(this.#here);
  }

  /** Nobody can be seen without a connection. */
  lost(): void {
    this.#set([]);
  }

  heard({ whole, here, left }: Presence): void {
    const people = new Map((whole ? [] : this.#people).map((person) => [person.session, person]));
    for (const person of here) people.set(person.session, person);
    for (const session of left) people.delete(session);
    this.#set([...people.values()]);
  }

  #set(people: readonly Present[]): void {
    this.#people = people;
    this.changed.emit();
  }
}
