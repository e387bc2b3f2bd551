/** What a replica is handed in Node, as the page hands it what browsers have: turns of the event loop, and zlib. */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { GiveTurn } from '../../client/replica/slice.ts';
import type { Inflate } from '../../shared/protocol/inflate.ts';

const inflating = promisify(inflateRaw);

/** In one piece, on a thread of its own. */
export const inflateInNode: Inflate = async (deflated, length) => {
  try {
    const bytes = await inflating(deflated, { maxOutputLength: length, chunkSize: Math.max(64, length + 1) });
    const { buffer, byteOffset } = bytes;
    return bytes.length === length ? new Uint8Array(buffer, byteOffset, length) : undefined;
  } catch {
    return undefined;
  }
};

/** A loop that did nothing for most of this time, in milliseconds, is idle. */
const lookFor = 10;
const mostBusy = 0.3;
/** So long may idle work be kept waiting. */
const longest = 1_000;

/**
 * `soon` is behind what has arrived; `idle` is when the loop was seen to have nothing to do. Only the index of the search is made in
 * idle turns of a first sync, so that most of it is outside of the time that is told, as it is on a page.
 */
export const turnsOfNode: GiveTurn = async (urgency) => {
  if (urgency === 'soon') return new Promise((resolve) => setImmediate(resolve));
  const until = performance.now() + longest;
  for (;;) {
    const before = performance.eventLoopUtilization();
    await pause(lookFor);
    const { utilization } = performance.eventLoopUtilization(before);
    if (utilization < mostBusy || performance.now() > until) return undefined;
  }
};
