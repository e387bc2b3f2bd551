/**
 * Who has signed in on this device, and who is using it now. Kept on the device, so that a person who was here
 * before can go on without a network (rule APP-1). Knows nothing of records.
 */

export interface Session {
  readonly shop: string;
  readonly user: string;
  readonly name: string;
  readonly role: string;
  readonly token: string;
}

/** The part of `localStorage` that is used here. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const knownKey = 'solder.sessions';
const currentKey = 'solder.session';
const nameOf = (session: Pick<Session, 'shop' | 'user'>): string => `${session.shop}/${session.user}`;

export class Sessions {
  readonly #shelf: Shelf;
  #known: readonly Session[];
  #current: string | undefined;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
    this.#known = readSessions(shelf.getItem(knownKey));
    this.#current = shelf.getItem(currentKey) ?? undefined;
  }

  /** Everybody who signed in here before, the latest first. */
  known(): readonly Session[] {
    return this.#known;
  }

  current(): Session | undefined {
    return this.#known.find((session) => nameOf(session) === this.#current);
  }

  /** Takes a fresh session and makes it the current one. */
  enter(session: Session): void {
    this.#known = [session, ...this.#known.filter((other) => nameOf(other) !== nameOf(session))];
    this.#current = nameOf(session);
    this.#keep();
  }

  /** Replaces a token without changing who is here. */
  renew(session: Session): void {
    this.#known = this.#known.map((other) => (nameOf(other) === nameOf(session) ? session : other));
    this.#keep();
  }

  /** Nobody is using the device now; what it holds stays. */
  leave(): void {
    this.#current = undefined;
    this.#keep();
  }

  #keep(): void {
    try {
      this.#shelf.setItem(knownKey, JSON.stringify(this.#known));
      if (this.#current === undefined) this.#shelf.removeItem(currentKey);
      else this.#shelf.setItem(currentKey, this.#current);
    } catch {
      // A full device: this tab goes on with what it has in memory, and the status tells of the storage.
    }
  }
}

/** Sessions as they were stored; anything that is not one is left out. */
function readSessions(text: string | null): readonly Session[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter(isSession) : [];
  } catch {
    return [];
  }
}

const parts = ['shop', 'user', 'name', 'role', 'token'] as const;

export function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false;
  const found = new Map<string, unknown>(Object.entries(value));
  return parts.every((part) => typeof found.get(part) === 'string');
}
