/** Every request that came in, so that a test can count them by kind and look at what was sent. */

export interface Asked {
  /** `PATCH /orders/:o`; `unknown` where there is no such route. */
  readonly kind: string;
  /** As it was asked, with the query: `/orders?page=2`. */
  readonly address: string;
  readonly body: unknown;
  /** By the legacy server's clock. */
  readonly at: number;
  /** What became of it; absent while it is under way. */
  outcome?: number | 'cut' | 'hung';
  /** Whether it was carried out: an answer may be an error all the same. */
  committed: boolean;
}

export class Requests {
  readonly all: Asked[] = [];

  add(asked: Omit<Asked, 'committed'>): Asked {
    const kept: Asked = { ...asked, committed: false };
    this.all.push(kept);
    return kept;
  }

  /** Those of a kind, or whose kind matches a pattern. */
  of(kind: string | RegExp): readonly Asked[] {
    return this.all.filter((asked) =>
      typeof kind === 'string' ? asked.kind === kind : kind.test(asked.kind),
    );
  }

  count(kind: string | RegExp): number {
    return this.of(kind).length;
  }

  /** How many of each kind came in. */
  byKind(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { kind } of this.all) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }

  /** Those that changed something, signing in left out: of these there must be no more than there is to say (fault 58). */
  writes(): readonly Asked[] {
    return this.all.filter(
      ({ kind, committed }) => committed && !kind.startsWith('GET ') && !/^\w+ \/auth\//.test(kind),
    );
  }

  clear(): void {
    this.all.length = 0;
  }
}
