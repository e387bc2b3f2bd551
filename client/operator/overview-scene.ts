/** A scene for tests: readings of a relay's overview. */
import type { Counted, Overview } from '../../shared/operator/overview.ts';

const nothing: Counted = {
  edits: 0,
  acknowledged: 0,
  joined: 0,
  refused: 0,
  framesSent: 0,
  bytesSent: 0,
  closed: {},
  turnedAway: {},
  errors: 0,
};

/** At so many milliseconds after its start, with so many edits, each acknowledged within two milliseconds. */
export function reading(at: number, edits: number, more: Partial<Counted> = {}, run = 'r1'): Overview {
  const buckets = { bounds: [0.001, 0.002], atMost: [0, edits], count: edits, sum: edits * 0.0015 };
  return {
    version: '1',
    run,
    started: 1_000_000,
    now: 1_000_000 + at,
    draining: false,
    connections: 2,
    rooms: 3,
    behind: { connections: 0, bytes: 0 },
    storeBytes: 1,
    queuedBytes: 0,
    freeBytes: null,
    thread: { active: at / 4, idle: at - at / 4 },
    counted: { ...nothing, edits, acknowledged: edits, bytesSent: edits * 10, ...more },
    ack: buckets,
    commit: buckets,
  };
}
