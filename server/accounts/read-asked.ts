/** What an operator's order says, checked where it is read: names, titles, roles. */
import { parseShop, parseUser, type Author, type ShopId } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';
import { roles } from '../../shared/schema/roles.ts';
import { NotDone } from './not-done.ts';
import { isOwnAddress } from './own-addresses.ts';
import { textIn } from '../text-in.ts';

export type Asked = ReadonlyMap<string, unknown>;

/** @throws NotDone `bad-request` */
export const shopIn = (asked: Asked): ShopId => shopNamed(textIn(asked, 'shop'));

/** The name of a shop that is to be made, whichever way that is (rule SHOP-1). @throws NotDone `bad-request` */
export function newShop(text: string): ShopId {
  const shop = shopNamed(text);
  if (isOwnAddress(shop)) throw new NotDone('bad-request', `"${shop}" is an address of the relay's own.`);
  return shop;
}

function shopNamed(text: string): ShopId {
  const shop = parseShop(text);
  if (!shop) throw new NotDone('bad-request', `"${text}" is no name for a shop: use a-z, 0-9 and hyphens.`);
  return shop;
}

/** @throws NotDone `bad-request` */
export function userIn(asked: Asked): Author {
  const text = textIn(asked, 'user');
  const user = parseUser(text);
  if (!user)
    throw new NotDone('bad-request', `"${text}" is no name for a user: use a-z, 0-9, dots and hyphens.`);
  return user;
}

/** @throws NotDone `bad-request` */
export function roleIn(asked: Asked): Role {
  const text = textIn(asked, 'role');
  const role = roles.find((each) => each === text);
  if (!role) throw new NotDone('bad-request', `"${text}" is no role: use ${roles.join(', ')}.`);
  return role;
}

/** One line for people to read, of at most 120 characters. @throws NotDone `bad-request` */
export function lineIn(asked: Asked, field: string, instead: string): string {
  const text = (textIn(asked, field) || instead).trim();
  const isLine = text !== '' && text.length <= 120 && !/\p{C}/u.test(text);
  if (!isLine) throw new NotDone('bad-request', `The ${field} is one line of at most 120 characters.`);
  return text;
}
