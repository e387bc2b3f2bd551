/**
 * Rights that were changed while this relay ran. A token is looked at once, and who is being looked at in the moment of
 * the change would come in as what they were (rule AUTH-11).
 */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Role } from '../../shared/schema/field.ts';
import type { Identity } from '../auth/identity.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import type { User } from '../store/store.ts';
import type { Whose } from './sockets.ts';

export class Rights {
  /** By user: what they may do, and where. */
  readonly #changed = new Map<string, string>();
  readonly #devices = new Set<string>();
  readonly #shops = new Map<ShopId, CloseName>();

  change({ shop, id, role, revoked, locations }: User): void {
    this.#changed.set(key(shop, id), revoked ? 'none' : standing(role, locations));
  }

  /** A device that was ended, or a shop that nobody comes into for now. */
  end({ shop, user, device }: Whose, why: CloseName): void {
    if (device !== undefined) this.#devices.add(device);
    else if (user === undefined) this.#shops.set(shop, why);
  }

  /** The shop is there for its people again. */
  reopen(shop: ShopId): void {
    this.#shops.delete(shop);
  }

  /** Why somebody does not come in who may have been let in a moment ago; undefined where nothing is against it. */
  against(identity: Identity): CloseName | undefined {
    const { shop, device } = identity;
    if (device !== undefined && this.#devices.has(device)) return 'unauthorized';
    return this.#shops.get(shop) ?? (this.isOutdated(identity) ? 'rightsChanged' : undefined);
  }

  /** Whether somebody comes in as what they are not any more. */
  isOutdated({ shop, user, role, locations }: Identity): boolean {
    const present = this.#changed.get(key(shop, user));
    return present !== undefined && present !== standing(role, locations);
  }
}

const standing = (role: Role, locations: readonly string[] = []): string => [role, ...locations].join('\n');

const key = (shop: ShopId, user: Author): string => `${shop}/${user}`;
