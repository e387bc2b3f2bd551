/**
 * What is stored of secrets, as a part of the storage port: sealed bytes that the store cannot read, and who did what with
 * them. Sealing and opening them is `server/secrets`' business.
 */
import type { Author } from '../../shared/lib/ids.ts';
import type { DocumentName } from './store.ts';

/** Which secret of which record. */
export interface SecretPlace {
  readonly name: DocumentName;
  readonly secret: string;
}

export interface SealedSecret {
  /** The id of the key that opens it. */
  readonly key: string;
  readonly nonce: Uint8Array;
  readonly bytes: Uint8Array;
}

/** What is told of one without opening it. */
export interface SecretFact {
  readonly secret: string;
  readonly author: Author;
  readonly at: number;
}

/** The closed list of what can be done with a secret. */
export const secretActs = ['set', 'cleared', 'revealed', 'destroyed'] as const;
export type SecretAct = (typeof secretActs)[number];

export interface SecretEvent {
  readonly act: SecretAct;
  readonly author: Author;
  /** The relay's time in milliseconds. */
  readonly at: number;
  /** Why it was revealed; empty for everything else. */
  readonly reason: string;
}

export interface StoredSecretEvent extends SecretEvent {
  readonly secret: string;
}

/** Since when what somebody looked at was kept; null for none. */
export type SeenSecret = number | null;

/** `changed`: somebody set or took away one since; like `gone`, when there is no such record, nothing is stored. */
export type KeepOutcome = 'kept' | 'changed' | 'gone';

export interface SecretStore {
  /** Takes the place of what was kept there, where that is what `seen` says; of whatever it is when absent. */
  keepSecret(
    place: SecretPlace,
    sealed: SealedSecret,
    event: SecretEvent,
    seen?: SeenSecret,
  ): Promise<KeepOutcome>;
  /** Takes it away; false, and no event, when there is none. */
  dropSecret(place: SecretPlace, event: SecretEvent): Promise<boolean>;
  secret(place: SecretPlace): Promise<SealedSecret | undefined>;
  secretFacts(name: DocumentName): Promise<readonly SecretFact[]>;
  /** Notes that one was looked at. On disk before it is answered. */
  noteSecret(place: SecretPlace, event: SecretEvent): Promise<void>;
  /** What was done with the secrets of a record, the newest first. */
  secretEvents(name: DocumentName, limit: number): Promise<readonly StoredSecretEvent[]>;
  /** Some of those that are sealed with another key than this. */
  secretsNotUnder(
    key: string,
    limit: number,
  ): Promise<readonly { readonly place: SecretPlace; readonly sealed: SealedSecret }[]>;
  /** Puts the same secret, sealed anew, in the place of one that nobody changed meanwhile. */
  resealSecret(place: SecretPlace, from: SealedSecret, to: SealedSecret): Promise<boolean>;
}
