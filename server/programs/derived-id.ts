/**
 * The id of a record that a program made under a name of its own, without asking anybody: the same name of the same user always
 * leads to the same record, so that no table of names has to be kept, and a retry makes nothing twice (rule PUSH-3).
 */
import { createHash } from 'node:crypto';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityId, type EntityId } from '../../shared/lib/ids.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** @param source what tells programs of one user apart, such as a device; empty for one */
export function derivedId(shop: string, user: string, source: string, name: string): EntityId {
  const hash = createHash('sha256')
    .update(JSON.stringify([shop, user, source, name]))
    .digest();
  let id = '';
  for (const byte of hash.subarray(0, 22)) id += alphabet[byte % 32] ?? '';
  return must(parseEntityId(id), 'letters of the alphabet are an id');
}
