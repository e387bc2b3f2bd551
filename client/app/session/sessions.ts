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

/** Named texts that stay on the device. Writing never throws. */
export interface Shelf {
  readonly keys: () => readonly string[];
  readonly get: (key: string) => string | undefined;
  readonly set: (key: string, text: string) => void;
  readonly remove: (key: string) => void;
}

/** What one tab knows for itself, over its reloads: the part of `sessionStorage` that is used. */
export interface TabShelf {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
}

const prefix = 'session/';
const currentKey = 'current';
const keyOf = (session: Pick<Session, 'shop' | 'user'>): string => `${prefix}${session.shop}/${session.user}`;

export class Sessions {
  readonly #shelf: Shelf;
  readonly #tab: TabShelf;

  constructor(shelf: Shelf, tab: TabShelf) {
    this.#shelf = shelf;
    this.#tab = tab;
  }

  /** Everybody who signed in here before, by name. */
  known(): readonly Session[] {
    return this.#shelf
      .keys()
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => readSession(this.#shelf.get(key)) ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** Who uses this tab; in a new one, who used the device last. Two windows may be two people's. */
  current(): Session | undefined {
    const key = this.#tab.getItem(currentKey) ?? this.#shelf.get(currentKey);
    return key === undefined ? undefined : readSession(this.#shelf.get(key));
  }

  /** Takes a fresh session and makes it the current one. */
  enter(session: Session): void {
    this.renew(session);
    this.#shelf.set(currentKey, keyOf(session));
    this.#tab.setItem(currentKey, keyOf(session));
  }

  /** Replaces a token without changing who is here. */
  renew(session: Session): void {
    this.#shelf.set(keyOf(session), JSON.stringify(session));
  }

  /** Nobody is using this tab now, nor a new one; what the device holds stays, and so do other tabs. */
  leave(): void {
    this.#shelf.remove(currentKey);
    this.#tab.setItem(currentKey, '');
  }
}

function readSession(text: string | undefined): Session | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isSession(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const parts = ['shop', 'user', 'name', 'role', 'token'] as const;

export function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false;
  const found = new Map<string, unknown>(Object.entries(value));
  return parts.every((part) => typeof found.get(part) === 'string');
}
