/**
 * One line of JSON per event, for an operator and their tools. What goes in is names, numbers and codes: never
 * what a record says, never a token (rule START-7).
 */
import type { Time } from '../shared/lib/time.ts';

export type Level = 'info' | 'warn' | 'error';

/** Writes one event. `event` is a fixed name such as `relay-started`; `about` says to what it happened. */
export type Log = (
  level: Level,
  event: string,
  about?: Readonly<Record<string, string | number | boolean>>,
) => void;

export const createLog =
  (write: (line: string) => void, time: Time): Log =>
  (level, event, about = {}) =>
    write(`${JSON.stringify({ at: new Date(time.now()).toISOString(), level, event, ...about })}\n`);

export const silentLog: Log = () => {};

/** What may be logged of something thrown: its kind, never its words, which may quote content. */
export const errorKind = (error: unknown): string =>
  error instanceof Error ? (codeOf(error) ?? error.name) : typeof error;

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : undefined;
