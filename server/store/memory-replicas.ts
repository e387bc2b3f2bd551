/** Replicas of one shop in memory. */
import { mostReplicas, type ReplicaLine } from './replica-store.ts';

export class MemoryReplicas {
  #lines: readonly ReplicaLine[] = [];

  note(line: ReplicaLine): void {
    const others = this.#lines.filter(({ user, id }) => user !== line.user || id !== line.id);
    const before = this.#lines.find(({ user, id }) => user === line.user && id === line.id);
    const counts = line.counts ?? before?.counts;
    const all = [{ ...line, ...(counts && { counts }) }, ...others].sort(byNewest);
    const kept = new Set(all.filter(({ user }) => user === line.user).slice(0, mostReplicas));
    this.#lines = all.filter((each) => each.user !== line.user || kept.has(each));
  }

  get all(): readonly ReplicaLine[] {
    return this.#lines;
  }

  forget(user: string, id: string): boolean {
    const before = this.#lines.length;
    this.#lines = this.#lines.filter((line) => line.user !== user || line.id !== id);
    return this.#lines.length < before;
  }
}

const byNewest = (a: ReplicaLine, b: ReplicaLine): number =>
  b.seen - a.seen || compare(a.user, b.user) || compare(a.id, b.id);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
