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

export class Sockets {
  readonly #open = new Set<Closable>();

  get size(): number {
    return this.#open.size;
  }

  /** The answer takes it out. */
  add(socket: Closable): () => void {
    this.#open.add(socket);
    return () => void this.#open.delete(socket);
  }

  hushAll(): void {
    for (const socket of this.#open) socket.hush();
  }

  /** Those of one user. */
  closeOf(shop: ShopId, user: Author, why: CloseName): void {
    for (const socket of this.#open) {
      if (socket.identity.shop === shop && socket.identity.user === user) socket.close(why);
    }
  }

  closeAll(why: CloseName): void {
    for (const socket of this.#open) socket.close(why);
  }
}
