/**
 * Who has signed in on this device, and who is using it now. Kept on the device, so that a person who was here
 * before can go on without a network (rule APP-1). Knows nothing of records.
 */
import type { Time } from '../../../shared/lib/time.ts';

export interface Session {
  readonly shop: string;
  readonly user: string;
  readonly name: string;
  readonly role: string;
  /** Of an account it is in memory only, and empty where it is not known yet. */
  readonly token: string;
  /** Signed in with an account of the relay's; absent for somebody of the demo. */
  readonly by?: 'account';
  /** Whether they have a PIN, and choose it to come back to this device. */
  readonly pin?: boolean;
  /** An identity provider signs them in: they have no password here, and no PIN. */
  readonly elsewhere?: true;
  /** How long the token is good from the moment it came, in milliseconds. */
  readonly lasts?: number;
}

export type Who = Pick<Session, 'shop' | 'user'>;

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
/** When somebody left this device last: what a tab knew of them before that is good for nothing (rule SIGN-3). */
const leftPrefix = 'left/';
/** What of it a tab knew when they entered there. */
const enteredKey = 'entered';
/** What is still to be done for somebody who signed out: their data here, then their device at the relay. */
const goingPrefix = 'going/';
const goingSteps = ['data', 'relay'] as const;
export type GoingStep = (typeof goingSteps)[number];

const pathOf = ({ shop, user }: Who): string => `${shop}/${user}`;
const keyOf = (who: Who): string => prefix + pathOf(who);

export class Sessions {
  readonly #shelf: Shelf;
  readonly #tab: TabShelf;
  readonly #time: Pick<Time, 'now'>;

  constructor(shelf: Shelf, tab: TabShelf, time: Pick<Time, 'now'>) {
    this.#shelf = shelf;
    this.#tab = tab;
    this.#time = time;
  }

  /** Other things that are kept beside, by names of their own. */
  get shelf(): Shelf {
    return this.#shelf;
  }

  /** What this tab alone knows. */
  get tab(): TabShelf {
    return this.#tab;
  }

  /** Everybody who signed in here before, by name. */
  known(): readonly Session[] {
    return this.#shelf
      .keys()
      .filter((key) => key.startsWith(prefix))
      .flatMap((key) => readSession(this.#shelf.get(key)) ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /**
   * Who uses this tab; in a new one, who used the device last. Two windows may be two people's. A tab that is brought back after its
   * person left the device is nobody's.
   */
  current(): Session | undefined {
    const key = this.#tab.getItem(currentKey) ?? this.#shelf.get(currentKey);
    const session = key === undefined ? undefined : readSession(this.#shelf.get(key));
    const entered = this.#tab.getItem(enteredKey);
    return session && (entered === null || entered === this.#leftAt(session)) ? session : undefined;
  }

  /** Takes a fresh session and makes it the current one. */
  enter(session: Session): void {
    this.#keep(session);
    // A device that is signed in anew must not be signed out by what was left to do before.
    this.#shelf.remove(goingPrefix + pathOf(session));
    this.#shelf.set(currentKey, keyOf(session));
    this.#tab.setItem(currentKey, keyOf(session));
    this.#tab.setItem(enteredKey, this.#leftAt(session));
  }

  #leftAt(who: Who): string {
    return this.#shelf.get(leftPrefix + pathOf(who)) ?? '';
  }

  /** Replaces a token without changing who is here; of somebody who signed out meanwhile nothing comes back. */
  renew(session: Session): void {
    if (this.#shelf.get(keyOf(session)) !== undefined) this.#keep(session);
  }

  /** What opens an account is not written down. */
  #keep(session: Session): void {
    const kept = session.by === 'account' ? { ...session, token: '', lasts: 0 } : session;
    this.#shelf.set(keyOf(session), JSON.stringify(kept));
  }

  /** Nobody is using this tab now, nor a new one; what the device holds stays, and so do other tabs until they are loaded again. */
  leave(): void {
    const session = this.current();
    if (session) this.#shelf.set(leftPrefix + pathOf(session), String(this.#time.now()));
    this.#shelf.remove(currentKey);
    this.#tab.setItem(currentKey, '');
  }

  /** Forgets somebody, and notes that their data and their device at the relay are still to go (rule OUT-1). */
  go(who: Who): void {
    this.#shelf.set(goingPrefix + pathOf(who), goingSteps[0]);
    this.#shelf.remove(keyOf(who));
    this.#shelf.remove(leftPrefix + pathOf(who));
    if (this.#shelf.get(currentKey) === keyOf(who)) this.#shelf.remove(currentKey);
    if (this.#tab.getItem(currentKey) === keyOf(who)) this.#tab.setItem(currentKey, '');
  }

  /** Those who signed out, with what is to be done next. */
  going(): readonly (Who & { readonly step: GoingStep })[] {
    return this.#shelf.keys().flatMap((key) => {
      const [shop = '', user = ''] = key.startsWith(goingPrefix)
        ? key.slice(goingPrefix.length).split('/')
        : [];
      const step = goingSteps.find((each) => each === this.#shelf.get(key));
      return shop && user && step ? [{ shop, user, step }] : [];
    });
  }

  /** As `go`, where another tab does it. */
  forget(who: Who): void {
    this.#shelf.remove(keyOf(who));
  }

  /** A step of it is done. */
  gone(who: Who, step: GoingStep): void {
    const key = goingPrefix + pathOf(who);
    if (this.#shelf.get(key) === undefined) return;
    if (step === 'data') this.#shelf.set(key, 'relay');
    else this.#shelf.remove(key);
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
