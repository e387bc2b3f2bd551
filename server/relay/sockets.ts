/** The connections that are there, of either kind: to count them and to close them all. */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import type { Identity } from '../auth/identity.ts';

export interface Closable {
  readonly identity: Identity;
  /** Takes no more messages; what was taken goes on its way. */
  hush(): void;
  close(why: CloseName): void;
}

export interface Whose {
  readonly shop: ShopId;
  readonly user?: Author;
  readonly device?: string;
}

export class Sockets {
  readonly #open = new Set<Closable>();
  readonly #ofShop = new Map<ShopId, number>();

  get size(): number {
    return this.#open.size;
  }

  /** The answer takes it out. */
  add(socket: Closable): () => void {
    const { shop } = socket.identity;
    this.#open.add(socket);
    this.#ofShop.set(shop, this.countOf(shop) + 1);
    return () => {
      if (this.#open.delete(socket)) this.#ofShop.set(shop, this.countOf(shop) - 1);
    };
  }

  /** How many a shop has open. */
  countOf(shop: ShopId): number {
    return this.#ofShop.get(shop) ?? 0;
  }

  hushAll(): void {
    for (const socket of this.#open) socket.hush();
  }

  /** Those of a shop, of one user of it, or of one device that a user signed in on. */
  closeOf({ shop, user, device }: Whose, why: CloseName): void {
    for (const socket of this.#open) {
      const { identity } = socket;
      if (identity.shop !== shop) continue;
      if (user !== undefined && identity.user !== user) continue;
      if (device !== undefined && identity.device !== device) continue;
      socket.close(why);
    }
  }

  closeAll(why: CloseName): void {
    for (const socket of this.#open) socket.close(why);
  }
}
