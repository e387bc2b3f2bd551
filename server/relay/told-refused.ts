/** How an edit that is kept is told over a socket. */
import type { KeptEdit } from '../../shared/protocol/messages.ts';
import type { RefusedEdit } from '../store/store.ts';

/** What is longer is to be asked for over HTTP, in UTF-16 units. */
const longest = 10_000;

export const toldRefused = (name: string, { id, field, rule, value, count, at }: RefusedEdit): KeptEdit => ({
  id,
  name,
  field,
  rule,
  value: value.length > longest ? '' : value,
  count,
  at,
});
