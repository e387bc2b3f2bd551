/** What the relay says about a secret of a record: that it is kept, and who did what with it. Never what it says. */
import { NoAnswer } from '../../replica/relay-api.ts';

const acts = ['set', 'cleared', 'revealed', 'destroyed'] as const;

/** Times in the relay's milliseconds. */
export interface SecretEvent {
  readonly act: (typeof acts)[number];
  readonly author: string;
  readonly at: number;
  /** Empty but for who looked. */
  readonly reason: string;
}

export interface SecretFacts {
  /** Who set what is kept; absent when none is. */
  readonly kept?: { readonly author: string; readonly at: number };
  /** The newest first; absent for who may not see them. */
  readonly events?: readonly SecretEvent[];
}

/** @throws NoAnswer for what no relay of this version would say */
export function readSecretFacts(answer: unknown, secret: string): SecretFacts {
  const { secrets, events } = (answer ?? {}) as { readonly secrets?: unknown; readonly events?: unknown };
  if (!Array.isArray(secrets) || (events !== undefined && !Array.isArray(events)))
    throw new NoAnswer('failed');
  const kept = secrets.find((each) => isOf(each, secret)) as NonNullable<SecretFacts['kept']> | undefined;
  const told = (events as readonly unknown[] | undefined)?.filter(
    (each): each is SecretEvent => isOf(each, secret) && isEvent(each),
  );
  return {
    ...(kept && { kept: { author: kept.author, at: kept.at } }),
    ...(told && { events: told.map(({ act, author, at, reason }) => ({ act, author, at, reason })) }),
  };
}

/** @throws NoAnswer as above */
export function readRevealed(answer: unknown): string {
  const { value } = (answer ?? {}) as { readonly value?: unknown };
  if (typeof value !== 'string') throw new NoAnswer('failed');
  return value;
}

function isOf(value: unknown, secret: string): boolean {
  const each = (value ?? {}) as Readonly<Record<string, unknown>>;
  return each['secret'] === secret && typeof each['author'] === 'string' && typeof each['at'] === 'number';
}

function isEvent(value: unknown): boolean {
  const { act, reason } = value as Partial<SecretEvent>;
  return acts.some((each) => each === act) && typeof reason === 'string';
}
