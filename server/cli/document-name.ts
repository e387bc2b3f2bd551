/** The name of a record as a person types it: `SHOP/KIND/ID`. */
import { parseEntityKey, parseShop } from '../../shared/lib/ids.ts';
import type { DocumentName } from '../store/store.ts';
import { exitCodes, Failure } from './failure.ts';

/** @throws Failure */
export function documentNamed(text: string): DocumentName {
  const [, named = '', key = ''] = /^([^/]+)\/(.+)$/.exec(text) ?? [];
  const [shop, name] = [parseShop(named), parseEntityKey(key)];
  if (!shop || !name) throw new Failure(`"${text}" is no record; write SHOP/KIND/ID.`, exitCodes.usage);
  return { shop, ...name };
}
