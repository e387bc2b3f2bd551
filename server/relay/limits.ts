/** The bounds of one relay as one table, each with its reason; also in docs/SPEC.md, section LIMIT. */
import type { RelayLimits } from './relay.ts';

interface Limit {
  readonly value: number;
  readonly unit: 'bytes' | 'ms' | 'entries' | 'rooms' | 'channels' | 'messages';
  readonly why: string;
}

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

export const limitTable: Readonly<Record<keyof RelayLimits, Limit>> = {
  maxFrame: { value: 2 * megabyte, unit: 'bytes', why: 'a stock client sends a whole document in one frame' },
  maxHello: { value: 16 * kilobyte, unit: 'bytes', why: 'a hello is a token and a list of kinds' },
  helloTimeout: { value: 10_000, unit: 'ms', why: 'nobody holds a socket without a token' },
  maxQueued: {
    value: 8 * megabyte,
    unit: 'bytes',
    why: 'a reader that is further behind catches up by its cursor',
  },
  maxChannels: {
    value: 1_000,
    unit: 'channels',
    why: 'a tab has a handful of records open, a sender some dozens',
  },
  heartbeat: { value: 15_000, unit: 'ms', why: 'a half-open socket is found within two of them' },
  unloadAfter: { value: 30_000, unit: 'ms', why: 'a reload of the page finds its room still there' },
  restAfter: {
    value: 5_000,
    unit: 'ms',
    why: 'who types is not stopped by it, and who only looks at a record holds no document of Yjs in memory',
  },
  maxResting: {
    value: 32 * kilobyte,
    unit: 'bytes',
    why: 'making a document of it again takes milliseconds, while its message and all others wait',
  },
  compactTail: { value: 1_000, unit: 'entries', why: 'opening a busy record stays quick' },
  pageBytes: {
    value: 512 * kilobyte,
    unit: 'bytes',
    why: 'a page is a few hundred records and one transaction',
  },
  maxIdleRooms: {
    value: 1_000,
    unit: 'rooms',
    why: 'an import writes thousands of records that nobody watches',
  },
  compactQuiet: {
    value: 32,
    unit: 'entries',
    why: 'folding less saves no time and costs the followers their deltas',
  },
  rowEvery: {
    value: 1_000,
    unit: 'ms',
    why: 'lists may be a second old, and typing does not project a row a letter',
  },
  loadWithin: { value: 10_000, unit: 'ms', why: 'who opens a record hears that the store is stuck' },
  maxWaiting: { value: 1 * megabyte, unit: 'bytes', why: 'what was typed while the first sync is under way' },
  maxUnstored: {
    value: 4 * megabyte,
    unit: 'bytes',
    why: 'a slow disk slows the writers instead of filling memory',
  },
  messagesPerSecond: {
    value: 5_000,
    unit: 'messages',
    why: 'far above any person, below what stalls others',
  },
  workSlice: {
    value: 25,
    unit: 'ms',
    why: 'nobody notices it, and a timer in between costs nothing beside it',
  },
  workBurst: { value: 500, unit: 'ms', why: 'a month of edits that were made offline is taken in one go' },
  workTotal: {
    value: 20_000,
    unit: 'ms',
    why: 'an import of a shop passes; who keeps the relay busy for ever does not',
  },
  presenceEvery: {
    value: 40,
    unit: 'ms',
    why: 'carets look alive at 25 a second, and a flood costs no more',
  },
  drainWithin: { value: 5_000, unit: 'ms', why: 'a service manager kills after ten seconds' },
};

export const relayLimits: RelayLimits = Object.fromEntries(
  Object.entries(limitTable).map(([name, { value }]) => [name, value]),
) as unknown as RelayLimits;
