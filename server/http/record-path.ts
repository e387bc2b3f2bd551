/** The record that a request names, when its token may read it. */
import { parseEntityId, parseKind, type KindName } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
import { seenPlaces } from '../auth/seen-places.ts';
import type { DocumentName, Store } from '../store/store.ts';
import { requireIdentity, requireShop } from './bearer.ts';
import { Problem } from './problem.ts';

/** What of a request is looked at. */
interface Asked {
  readonly req: {
    header(name: 'authorization'): string | undefined;
    param(name: 'shop' | 'kind' | 'id'): string;
  };
}

/**
 * @throws Problem `unauthorized`, or `not-found`, which is the same for a kind that does not exist and for one that the
 * role may not read (rule READ-3), and for a record of a location that they do not see (rule PLACE-3).
 */
export async function requireRecord(
  { req }: Asked,
  { verify, store }: { readonly verify: VerifyToken; readonly store: Pick<Store, 'hasShop' | 'place'> },
): Promise<{ readonly identity: Identity; readonly name: DocumentName }> {
  const identity = await requireIdentity(req.header('authorization'), verify);
  const shop = await requireShop(req.param('shop'), identity, store);
  const kind = readableKind(req.param('kind'), identity.role);
  const id = parseEntityId(req.param('id'));
  if (!id) throw new Problem('not-found');
  const name = { shop, kind, id };
  await mustSee(identity, name, store);
  return { identity, name };
}

/** @throws Problem `not-found` for a record of a location that they do not see. One that is not stored is none. */
export async function mustSee(
  identity: Identity,
  name: DocumentName,
  store: Pick<Store, 'place'>,
): Promise<void> {
  const places = seenPlaces(identity);
  if (!places) return;
  const place = await store.place(name);
  if (place !== undefined && !places.includes(place)) throw new Problem('not-found');
}

/**
 * The same for one that is stored.
 * @throws Problem `unauthorized`, or `not-found`, also for one that never was or was erased (rules AUTH-5 and ERASE-4).
 */
export async function requireStored(
  asked: Asked,
  given: { readonly verify: VerifyToken; readonly store: Pick<Store, 'hasShop' | 'row' | 'place'> },
): ReturnType<typeof requireRecord> {
  const found = await requireRecord(asked, given);
  if (!(await given.store.row(found.name))) throw new Problem('not-found');
  return found;
}

/** @throws Problem `not-found` */
export function readableKind(text: string, role: Role): KindName {
  const kind = parseKind(text);
  if (!kind || !kindNamed(kind) || !mayRead(role, kind)) throw new Problem('not-found');
  return kind;
}
