/**
 * Closing down without losing anything that was taken (rule LIMIT-8): in bounded time, whatever hangs. May be done again, by
 * whoever ends the process after an operator let it run dry: then there is little left to do.
 */
import type { LogQueue } from './log-queue.ts';
import type { LiveSockets } from './live-sockets.ts';
import type { Parts } from './parts.ts';
import { within } from './within.ts';

export interface Drained {
  /** Sockets that were asked to come back, also those that had not signed in. */
  readonly sockets: number;
  /** Whether all that was taken is on disk; what is not was not acknowledged. */
  readonly stored: boolean;
  /** Whether logs were folded; what was not is folded later. */
  readonly folded: boolean;
}

export interface DrainParts extends Pick<
  Parts,
  'sockets' | 'rooms' | 'replicas' | 'heartbeat' | 'time' | 'limits' | 'log'
> {
  readonly queue: Pick<LogQueue, 'idle'>;
  readonly live: LiveSockets;
}

/** Nobody new may be let in any more when this is called. */
export async function drain(parts: DrainParts): Promise<Drained> {
  const { sockets, rooms, replicas, heartbeat, queue, live, time, limits, log } = parts;
  const open = live.size;
  heartbeat.stop();
  sockets.hushAll();
  const stored = await within(time, limits.drainWithin, queue.idle());
  if (!stored) log('error', 'drain-did-not-store');
  // What was stored is acknowledged before the close.
  sockets.closeAll('draining');
  replicas.end();
  // Those that have not said hello yet, too.
  live.turnAllAway('draining');
  const gone = live.gone();
  const folded = await within(time, limits.drainWithin / 2, rooms.settleAll());
  if (!folded) log('warn', 'drain-did-not-fold');
  if (!(await within(time, limits.drainWithin / 2, gone))) live.cutAll();
  return { sockets: open, stored, folded };
}
