/** Edits that were sent back, as the relay lists them and as this device heard of its own; pure. */
import type { Through } from '../../../shared/document/history/change.ts';
import { entityKey, parseEntityKey, type EntityName } from '../../../shared/lib/ids.ts';
import { NoAnswer } from '../../replica/relay-api.ts';
import type { RefusedEdit } from '../../replica/types.ts';

/** One that waits for somebody to apply or discard it. */
export interface SentBack {
  /** Under which the relay keeps it; undefined for one that is kept nowhere. */
  readonly id: string | undefined;
  readonly name: EntityName;
  readonly field: string;
  readonly rule: string;
  /** What was written; undefined where it is not known here. With a count above one a list of the first few, but for a text. */
  readonly value: unknown;
  /** It was too long to be kept, or is nothing that can be: there is nothing to apply. */
  readonly cut?: boolean;
  readonly count: number;
  readonly author: string;
  readonly through: Through;
  /** Corrected milliseconds. */
  readonly at: number;
  /** Who decided about it, what and when; absent while it is open. */
  readonly answer?: Answer;
}

export interface Answer {
  readonly state: 'applied' | 'discarded';
  readonly by: string;
  readonly at: number;
}

/** @throws NoAnswer for what no relay of this version would say */
export function readRefused(answer: unknown): {
  readonly edits: readonly SentBack[];
  readonly more: boolean;
} {
  const { refused, next } = (answer ?? {}) as { readonly refused?: unknown; readonly next?: unknown };
  if (!Array.isArray(refused)) throw new NoAnswer('failed');
  return { edits: refused.flatMap(readOne), more: typeof next === 'string' };
}

function readOne(found: unknown): readonly SentBack[] {
  const { id, record, field, rule, value, cut, count, author, through, at } = (found ??
    {}) as Partial<SentBack> & {
    readonly record?: unknown;
  };
  const name = typeof record === 'string' ? parseEntityKey(record) : undefined;
  const texts = [id, field, rule, author].every((text) => typeof text === 'string');
  if (!name || !texts || typeof count !== 'number' || typeof at !== 'number') throw new NoAnswer('failed');
  const answer = answerIn(found);
  return [
    {
      id,
      name,
      field,
      rule,
      count,
      author,
      through,
      at,
      ...(cut === true ? { value: undefined, cut } : { value }),
      ...(answer && { answer }),
    } as SentBack,
  ];
}

function answerIn(found: unknown): Answer | undefined {
  const { state, settled } = found as { readonly state?: unknown; readonly settled?: unknown };
  if (state !== 'applied' && state !== 'discarded') return undefined;
  const { by, at } = (settled ?? {}) as { readonly by?: unknown; readonly at?: unknown };
  return typeof by === 'string' && typeof at === 'number' ? { state, by, at } : undefined;
}

/** For so long an answer is news, in milliseconds. */
const newsFor = 14 * 24 * 3_600_000;

/** What others decided lately about this user's edits, the latest first. */
export const answeredOf = (settled: readonly SentBack[], user: string, now: number): readonly SentBack[] =>
  settled
    .filter(
      ({ author, answer }) => author === user && answer && answer.by !== user && now - answer.at < newsFor,
    )
    .toSorted((a, b) => (b.answer?.at ?? 0) - (a.answer?.at ?? 0));

/** As this device heard of an edit of its own person. */
export function heardHere(edit: RefusedEdit, user: string): SentBack {
  const { id, name, field, rule, at, count = 1 } = edit;
  return { id, name, field, rule, value: parsed(edit.value), count, author: user, through: 'app', at };
}

function parsed(text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All that wait, the newest first: what the relay lists, and what only this device heard of. */
export function allOf(listed: readonly SentBack[], heard: readonly SentBack[]): readonly SentBack[] {
  const known = new Set(listed.map(({ id }) => id));
  const others = heard.filter(({ id }) => id === undefined || !known.has(id));
  return [...listed, ...others].toSorted((a, b) => b.at - a.at);
}

export const sentBackKey = ({ id, name, field, rule, at }: SentBack): string =>
  id ?? `${entityKey(name)}/${field}/${rule}/${at}`;
