/**
 * Which secrets of a record are over with a change of it (rule SECRET-5): decided where the change is made, and stored with it.
 * What is one of several values in question ends nothing: that is for whoever settles it to say.
 */
import type { FieldChange } from '../../shared/document/history/change.ts';
import type { Kind } from '../../shared/schema/field.ts';
import { secretsOver } from '../../shared/schema/secrets.ts';

export function secretsEnding(kind: Kind | undefined, changes: readonly FieldChange[]): readonly string[] {
  if (!kind || kind.secrets.size === 0 || changes.length === 0) return [];
  const shown = new Map(
    changes.flatMap((change) =>
      change.type === 'register' && !change.standing ? [[change.field, change.to] as const] : [],
    ),
  );
  return secretsOver(kind, (field) => shown.get(field));
}
