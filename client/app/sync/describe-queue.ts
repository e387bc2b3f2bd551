/** Where a record of the outgoing queue stands, in a person's words. Knows neither React nor the replica's insides. */
import { never } from '../../../shared/lib/assert.ts';
import { closeCodes } from '../../../shared/protocol/codes.ts';
import type { FailureReason, QueueState } from '../../replica/types.ts';
import { ago, moment } from '../when.ts';

export interface QueueWords {
  readonly tone: 'wait' | 'busy' | 'done' | 'bad';
  readonly short: string;
  /** Why, and what comes next; empty where the short form says it all. */
  readonly long: string;
}

/** `now` is this machine's clock, `relayNow` the corrected one, both in milliseconds. */
export function describeQueued(state: QueueState, now: number, relayNow: number): QueueWords {
  switch (state.step) {
    case 'pending':
      return { tone: 'wait', short: 'Waiting', long: '' };
    case 'sending':
      return { tone: 'busy', short: 'Sending', long: '' };
    case 'failed':
      return { tone: 'bad', short: 'Failed', long: `${why(state.reason)} ${next(state.nextTryAt, now)}` };
    case 'held-back':
      return {
        tone: 'bad',
        short: 'Not taken',
        long: `${notTaken(state.code)} ${next(state.nextTryAt, now)}`,
      };
    case 'done':
      return { tone: 'done', short: 'Sent', long: ago(state.at, relayNow) };
    case 'cancelled':
      return { tone: 'done', short: 'Taken back', long: ago(state.at, relayNow) };
    default:
      return never(state, 'queue state');
  }
}

const notTaken = (code: number): string =>
  code === closeCodes.shopFull
    ? 'The shop has no room for more: this stays on this device. Ask whoever runs Solder for you.'
    : `The relay does not take this record (code ${code}).`;

function why(reason: FailureReason): string {
  switch (reason.kind) {
    case 'refused':
      return notTaken(reason.code);
    case 'no-answer':
      return 'The relay did not answer in time.';
    case 'too-large':
      return 'One edit is larger than the relay takes.';
    case 'storage':
      return 'This device could not read what is to be sent.';
    default:
      return never(reason, 'reason');
  }
}

function next(at: number | null, now: number): string {
  if (at === null) return 'Tried again on the next connection.';
  return at > now ? `Tried again at ${moment(at, now)}.` : 'Being tried again.';
}
