/** The record that a request names, when its token may read it. */
import { parseEntityId, parseKind, type KindName } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { mayRead } from '../../shared/schema/may-read.ts';
import type { Identity, VerifyToken } from '../auth/identity.ts';
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
 * role may not read (rule READ-3).
 */
export async function requireRecord(
  { req }: Asked,
  { verify, store }: { readonly verify: VerifyToken; readonly store: Pick<Store, 'hasShop'> },
): Promise<{ readonly identity: Identity; readonly name: DocumentName }> {
  const identity = await requireIdentity(req.header('authorization'), verify);
  const shop = await requireShop(req.param('shop'), identity, store);
  const kind = readableKind(req.param('kind'), identity.role);
  const id = parseEntityId(req.param('id'));
  if (!id) throw new Problem('not-found');
  return { identity, name: { shop, kind, id } };
}

/**
 * The same for one that is stored.
 * @throws Problem `unauthorized`, or `not-found`, also for one that never was or was erased (rules AUTH-5 and ERASE-4).
 */
export async function requireStored(
  asked: Asked,
  given: { readonly verify: VerifyToken; readonly store: Pick<Store, 'hasShop' | 'row'> },
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
