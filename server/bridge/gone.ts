/** What is said of a record that is not there any more. */
import type { TheirRecord } from './mapping/read-record.ts';
import type { Link } from './state/bridge-state.ts';

export const gone = ({ legacy, parent }: Pick<Link, 'legacy' | 'parent'>): TheirRecord => ({
  legacy: legacy ?? '',
  parent,
  values: new Map(),
  unread: new Map(),
  messages: undefined,
  tellsMessages: false,
  parts: new Map(),
  created: undefined,
  changed: undefined,
  digest: '',
  removed: true,
  mergedInto: undefined,
  whole: true,
});
