/** The connections that are there, of either kind: to count them and to close them all. */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { CloseName } from '../../shared/protocol/codes.ts';
import type { ConnectionTold } from '../../shared/operator/told.ts';
import type { Identity } from '../auth/identity.ts';

export interface Closable {
  readonly identity: Identity;
  /** The connection, as logs and audit lines name it. */
  readonly session: string;
  /** Bytes that its reader has not taken yet. */
  readonly behind: number;
  /** As an operator sees it. */
  told(): ConnectionTold;
  /** Takes no more messages; what was taken goes on its way. */
  hush(): void;
  close(why: CloseName): void;
  /** The shop's locations are others. */
  tellLocations(): void;
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

  /** How many have not read more than `most` bytes of what they were sent, and how much in all. */
  behind(most: number): { readonly connections: number; readonly bytes: number } {
    let [connections, bytes] = [0, 0];
    for (const { behind } of this.#open) {
      if (behind > most) connections++;
      bytes += behind;
    }
    return { connections, bytes };
  }

  /** Those of one shop, or of one user of it, or all. */
  of({ shop, user }: Partial<Whose>): readonly Closable[] {
    return [...this.#open].filter(
      ({ identity }) =>
        (shop === undefined || identity.shop === shop) && (user === undefined || identity.user === user),
    );
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

  tellLocations(shop: ShopId): void {
    for (const socket of this.#open) if (socket.identity.shop === shop) socket.tellLocations();
  }

  closeAll(why: CloseName): void {
    for (const socket of this.#open) socket.close(why);
  }
}
