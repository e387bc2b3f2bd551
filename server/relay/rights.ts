/**
 * Rights that were changed while this relay ran. A token is looked at once, and who is being looked at in the moment of
 * the change would come in as what they were (rule AUTH-11).
 */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';
import type { Identity } from '../auth/identity.ts';
import type { User } from '../store/store.ts';

export class Rights {
  readonly #changed = new Map<string, Role | 'none'>();

  change({ shop, id, role, revoked }: User): void {
    this.#changed.set(key(shop, id), revoked ? 'none' : role);
  }

  /** Whether somebody comes in as what they are not any more. */
  isOutdated({ shop, user, role }: Identity): boolean {
    const present = this.#changed.get(key(shop, user));
    return present !== undefined && present !== role;
  }
}

const key = (shop: ShopId, user: Author): string => `${shop}/${user}`;
