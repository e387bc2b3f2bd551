/**
 * Branded names. A document is named `shop/kind/id`; the parts are checked here once, so that no other place
 * has to wonder what a name may hold. Kinds and ids that this version does not know are legal: a newer
 * replica's records pass through an older one untouched.
 */
import type { Random } from './random.ts';

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

export type ShopId = Branded<string, 'ShopId'>;
export type KindName = Branded<string, 'KindName'>;
export type EntityId = Branded<string, 'EntityId'>;
/** A person's id inside a shop, or one of the relay's own authors, which begin with `@`. */
export type Author = Branded<string, 'Author'>;
/** A photo or a signature: an entity id as `freshEntityId` makes it and no other, so that it is a file's name on any disk. */
export type FileId = Branded<string, 'FileId'>;

const shopPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
const kindPattern = /^[a-z][a-z0-9-]{0,31}$/;
const entityPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const filePattern = /^[0-9a-hjkmnp-tv-z]{22}$/;
const userPattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export const parseShop = (text: string): ShopId | undefined =>
  shopPattern.test(text) ? (text as ShopId) : undefined;
export const parseKind = (text: string): KindName | undefined =>
  kindPattern.test(text) ? (text as KindName) : undefined;
export const parseEntityId = (text: string): EntityId | undefined =>
  entityPattern.test(text) ? (text as EntityId) : undefined;
export const parseFileId = (text: string): FileId | undefined =>
  filePattern.test(text) ? (text as FileId) : undefined;
export const parseUser = (text: string): Author | undefined =>
  userPattern.test(text) ? (text as Author) : undefined;

/** What the relay itself writes as; a person's id cannot begin with `@`, so these cannot be claimed by a token. */
export const systemAuthors = {
  relay: '@relay' as Author,
  bridge: '@bridge' as Author,
  import: '@import' as Author,
} as const;

export const isSystemAuthor = (author: string): boolean => author.startsWith('@');

/** One record inside a shop, without the shop: how replicas and the wire name documents. */
export interface EntityName {
  readonly kind: KindName;
  readonly id: EntityId;
}

/** `kind/id`, the key of a record inside its shop. */
export type EntityKey = Branded<string, 'EntityKey'>;

export const entityKey = (name: EntityName): EntityKey => `${name.kind}/${name.id}` as EntityKey;

/** Reads `kind/id`; undefined when either part is not a legal name. */
export function parseEntityKey(text: string): EntityName | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const kind = parseKind(text.slice(0, slash));
  const id = parseEntityId(text.slice(slash + 1));
  return kind && id ? { kind, id } : undefined;
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A fresh entity id: 48 bits of time and 60 random bits in Crockford's base 32, 22 characters, so that ids sort
 * roughly by age and two offline devices never pick the same one.
 */
export function freshEntityId(now: number, random: Random): EntityId {
  let time = Math.max(0, Math.floor(now));
  let head = '';
  for (let i = 0; i < 10; i++) {
    head = (alphabet[time % 32] as string) + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (let i = 0; i < 12; i++) tail += alphabet[Math.floor(random() * 32)] as string;
  return (head + tail) as EntityId;
}

/** A fresh file id, made on the device that has the file: a record may hold it long before the file is anywhere else. */
export const freshFileId = (now: number, random: Random): FileId =>
  freshEntityId(now, random) as string as FileId;
