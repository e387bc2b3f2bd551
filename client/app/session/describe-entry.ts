/** Why somebody was not let in, in words that say what to do. */
import { never } from '../../../shared/lib/assert.ts';
import type { Entering } from './entering.ts';

export function describeRefusedEntry(answer: Exclude<Entering, { as: 'entered' }>): string {
  switch (answer.as) {
    case 'away':
      return 'The relay cannot be reached. Try again once there is a network.';
    case 'refused':
      return describeRefusal(answer.why, answer.detail, answer.waits);
    default:
      return never(answer, 'an answer to somebody who signs in');
  }
}

/** `waits` in seconds. */
export function describeRefusal(why: string, detail: string, waits: number): string {
  switch (why) {
    case 'wrong-credentials':
      return 'The shop, the user name or the password is not right.';
    case 'too-many-requests':
      return `Too many tries. Try again in ${waits > 90 ? `${Math.ceil(waits / 60)} minutes` : `${Math.max(1, waits)} seconds`}.`;
    case 'suspended':
      return 'This shop is suspended. Ask whoever runs Solder for you.';
    case 'unfit':
      return detail;
    case 'not-found':
      return 'This link was used, is over, or there is a newer one. Ask for another.';
    case 'session-ended':
    case 'unauthorized':
      return 'This device is not signed in any more. Sign in with the password.';
    default:
      return detail || 'The relay did not take that.';
  }
}
