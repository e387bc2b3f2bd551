/**
 * Secrets of records: set, cleared and revealed by who may, each time noted, and sealed under the relay's own key. Knows
 * roles and keys; does not know HTTP. What the store and every backup of it hold is sealed bytes (section SECRET).
 */
import type { Author } from '../../shared/lib/ids.ts';
import type { Role, Secret } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { isOver, maxReason, mayRevealSecret, maySetSecret } from '../../shared/schema/secrets.ts';
import type {
  SealedSecret,
  SecretFact,
  SecretPlace,
  SecretStore,
  SeenSecret,
  StoredSecretEvent,
} from '../store/secret-store.ts';
import type { DocumentName } from '../store/store.ts';
import { seal, unseal } from './seal.ts';
import type { SecretKeys } from './secret-keys.ts';

/** Why it is not done: a closed list. */
export type SecretRefusal =
  /** No such record, or no such secret of its kind, or none was set. */
  | 'not-found'
  /** The role may not do that. */
  | 'role'
  /** It is no text, empty, or too long; or the reason is. */
  | 'value'
  /** The record is done with it: the device was collected. */
  | 'over'
  /** Somebody set or took away one since whoever sets it looked. */
  | 'changed'
  /** The key that it was sealed with is not here, or what is stored was damaged: it is to be set again. */
  | 'unreadable';

export class SecretRefused extends Error {
  override readonly name = 'SecretRefused';
  readonly why: SecretRefusal;

  constructor(why: SecretRefusal) {
    super(why);
    this.why = why;
  }
}

export interface Asking {
  readonly user: Author;
  readonly role: Role;
}

export interface SecretsDependencies {
  readonly store: SecretStore;
  readonly keys: SecretKeys;
  /** What a field of a record shows now; undefined when the record is not there. */
  readonly shown: (name: DocumentName) => Promise<((field: string) => unknown) | undefined>;
  /** The relay's time in milliseconds. */
  readonly now: () => number;
}

export interface Secrets {
  /** @throws SecretRefused as all of these do */
  /** Sets it in the place of what `seen` says; in that of whatever is there when absent. */
  set(name: DocumentName, secret: string, value: unknown, by: Asking, seen?: SeenSecret): Promise<void>;
  clear(name: DocumentName, secret: string, by: Asking): Promise<void>;
  /** The secret, once it is on disk who looked at it and why. */
  reveal(name: DocumentName, secret: string, reason: unknown, by: Asking): Promise<string>;
  facts(name: DocumentName): Promise<readonly SecretFact[]>;
  events(name: DocumentName, limit: number): Promise<readonly StoredSecretEvent[]>;
  /** Seals everything under a new key and lets go of the old ones; goes on with a rotation that was cut short. */
  rotate(): Promise<{ readonly resealed: number; readonly unreadable: number }>;
}

const resealedAtOnce = 200;

export function createSecrets({ store, keys, shown, now }: SecretsDependencies): Secrets {
  let rotating: Promise<{ resealed: number; unreadable: number }> | undefined;

  async function set(
    name: DocumentName,
    secret: string,
    value: unknown,
    by: Asking,
    seen?: SeenSecret,
  ): Promise<void> {
    const declared = declaredSecret(name, secret);
    if (!maySetSecret(by.role, declared)) throw new SecretRefused('role');
    if (!isText(value, declared.max)) throw new SecretRefused('value');
    const place = { name, secret };
    await refuseOver(name, declared);
    const event = { act: 'set', author: by.user, at: now(), reason: '' } as const;
    const sealed = seal(keys.current, place, value);
    const outcome = await store.keepSecret(place, sealed, event, seen);
    if (outcome !== 'kept') throw new SecretRefused(outcome === 'changed' ? 'changed' : 'not-found');
    // A rotation that began and ended meanwhile did not see it, and its key is gone.
    if (keys.current.id !== sealed.key)
      await store.resealSecret(place, sealed, seal(keys.current, place, value));
    // Whoever collected it meanwhile found nothing to destroy yet.
    try {
      await refuseOver(name, declared);
    } catch (error) {
      await store.dropSecret(place, { act: 'destroyed', author: by.user, at: now(), reason: '' });
      throw error;
    }
  }

  async function clear(name: DocumentName, secret: string, by: Asking): Promise<void> {
    if (!maySetSecret(by.role, declaredSecret(name, secret))) throw new SecretRefused('role');
    const event = { act: 'cleared', author: by.user, at: now(), reason: '' } as const;
    if (!(await store.dropSecret({ name, secret }, event))) throw new SecretRefused('not-found');
  }

  async function reveal(name: DocumentName, secret: string, reason: unknown, by: Asking): Promise<string> {
    const declared = declaredSecret(name, secret);
    if (!mayRevealSecret(by.role, declared)) throw new SecretRefused('role');
    if (!isText(reason, maxReason)) throw new SecretRefused('value');
    const place = { name, secret };
    const sealed = await store.secret(place);
    if (!sealed) throw new SecretRefused('not-found');
    await refuseOver(name, declared);
    const text = open(place, sealed);
    if (text === undefined) throw new SecretRefused('unreadable');
    await store.noteSecret(place, { act: 'revealed', author: by.user, at: now(), reason: reason.trim() });
    return text;
  }

  /** @throws SecretRefused `over`, or `not-found` for a record that is not there */
  async function refuseOver(name: DocumentName, declared: Secret): Promise<void> {
    const show = await shown(name);
    if (!show) throw new SecretRefused('not-found');
    if (isOver(declared, show(declared.until.field))) throw new SecretRefused('over');
  }

  function open(place: SecretPlace, sealed: SealedSecret): string | undefined {
    const key = keys.withId(sealed.key);
    return key && unseal(key, place, sealed);
  }

  async function rotate(): Promise<{ resealed: number; unreadable: number }> {
    // One that was cut short goes on with the key that it had made.
    if (keys.count === 1) await keys.renew();
    let resealed = 0;
    const lost = new Set<string>();
    for (;;) {
      const found = await store.secretsNotUnder(keys.current.id, resealedAtOnce + lost.size);
      const left = found.filter(({ place }) => !lost.has(keyOf(place)));
      if (left.length === 0) break;
      for (const { place, sealed } of left) {
        const text = open(place, sealed);
        if (text === undefined) lost.add(keyOf(place));
        else if (await store.resealSecret(place, sealed, seal(keys.current, place, text))) resealed++;
      }
    }
    await keys.retireOthers();
    return { resealed, unreadable: lost.size };
  }

  return {
    set,
    clear,
    reveal,
    facts: (name) => store.secretFacts(name),
    events: (name, limit) => store.secretEvents(name, limit),
    rotate: () => (rotating ??= rotate().finally(() => (rotating = undefined))),
  };
}

/** @throws SecretRefused `not-found` */
function declaredSecret(name: DocumentName, secret: string): Secret {
  const declared = kindNamed(name.kind)?.secrets.get(secret);
  if (!declared) throw new SecretRefused('not-found');
  return declared;
}

const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= max && value.isWellFormed();

const keyOf = ({ name, secret }: SecretPlace): string => `${name.shop}/${name.kind}/${name.id}/${secret}`;
