/**
 * How a schema is told to the other end: `VERSION.FINGERPRINT`. The fingerprint says whether two are the same; the version,
 * a number that grows, says which is older, so that a relay can turn away what it cannot work with any more (rule VERSION-1).
 */
import { schemaFingerprint } from './fingerprint.ts';

/**
 * To be raised when what is stored comes to mean something else: a field that is renamed, moved or of another type. A
 * new kind, field, part or choice needs no new number: versions without it keep it and pass it on (rule SCHEMA-6).
 */
export const schemaVersion = 1;

/** The oldest that the relay works with. 0 stands for replicas from before there was a number. */
export const oldestSchema = 0;

export const schemaName = `${schemaVersion}.${schemaFingerprint}`;

/** The version in what somebody said of their schema; 0 where there is none. */
export function schemaVersionIn(said: string): number {
  const [, version] = /^(\d{1,9})\./.exec(said) ?? [];
  return Number(version ?? 0);
}
