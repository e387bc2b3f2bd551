/**
 * One line of JSON per event, for an operator and their tools. What goes in is names, numbers and codes: never
 * what a record says, never a token (rule START-7).
 */
import { pino } from 'pino';
import type { Time } from '../shared/lib/time.ts';

export type Level = 'info' | 'warn' | 'error';

/** Writes one event. `event` is a fixed name such as `relay-started`; `about` says to what it happened. */
export type Log = (
  level: Level,
  event: string,
  about?: Readonly<Record<string, string | number | boolean>>,
) => void;

/** Pino makes the lines, so that its tools read them; what its own records carry beside (process, host) is left out. */
export function createLog(write: (line: string) => void, time: Time): Log {
  const lines = pino(
    {
      base: null,
      messageKey: 'event',
      formatters: { level: (level) => ({ level }) },
      timestamp: () => `,"at":"${new Date(time.now()).toISOString()}"`,
    },
    { write },
  );
  return (level, event, about = {}) => lines[level](about, event);
}

/** The same log, with more said on each line. */
export const logAbout =
  (log: Log, more: NonNullable<Parameters<Log>[2]>): Log =>
  (level, event, about = {}) =>
    log(level, event, { ...more, ...about });

export const silentLog: Log = () => {};

/** What may be logged of something thrown: its kind, never its words, which may quote content. */
export const errorKind = (error: unknown): string =>
  error instanceof Error ? (codeOf(error) ?? error.name) : typeof error;

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : undefined;
