/** The two ways to say "impossible": `must` for a value that cannot be missing, `assert` for a condition. */

export class Impossible extends Error {
  override readonly name = 'Impossible';
}

export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Impossible(what);
}

export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Impossible(what);
  return value;
}

/** Closes a switch over a union: a new member becomes a type error at every such place. */
export function never(value: never, what: string): never {
  throw new Impossible(`${what}: ${String(value)}`);
}
