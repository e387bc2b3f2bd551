/** Why nobody was erased, for whoever asked. */
import { never } from '../../shared/lib/assert.ts';
import type { WhyNot } from './erase-client.ts';

export function describeNotErased(why: WhyNot): string {
  switch (why.kind) {
    case 'no-shop':
      return 'There is no such shop.';
    case 'unknown':
      return 'There is no such client in this shop.';
    case 'already': {
      const { erasure } = why;
      const when = erasure ? ` on ${new Date(erasure.at).toISOString()} by ${erasure.by}` : '';
      return `This client was erased${when}, and nothing of theirs came since.`;
    }
    default:
      return never(why, 'a reason why nobody was erased');
  }
}
