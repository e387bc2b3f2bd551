/** Everybody who works in the shop as far as this device can tell, whether they are here now or not. */
import type { Row } from '../../../shared/document/types.ts';

export interface Colleague {
  /** With which they sign in, and under which their edits stand. */
  readonly user: string;
  readonly name: string;
  /** Somebody who left is named where they wrote, and chosen for nothing new. */
  readonly active: boolean;
}

interface Known {
  /** The rows of employees. */
  readonly employees: readonly Pick<Row, 'fields' | 'deleted'>[];
  readonly present: readonly { readonly user: string; readonly name: string }[];
  readonly self: { readonly id: string; readonly name: string };
}

/** An employee's record says more than an account that is signed in; in the order of their names. */
export function colleagues({ employees, present, self }: Known): readonly Colleague[] {
  const found = new Map<string, Colleague>();
  for (const { user, name } of [{ user: self.id, name: self.name }, ...present])
    if (!found.has(user)) found.set(user, { user, name, active: true });
  for (const { fields, deleted } of employees) {
    const { user, name } = fields;
    if (typeof user !== 'string' || user === '') continue;
    const called = typeof name === 'string' && name.trim() !== '' ? name.trim() : found.get(user)?.name;
    if (called) found.set(user, { user, name: called, active: !deleted && fields['active'] !== false });
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}
