/** Says of a record that is only an address yet what it will begin with, and that nothing is there until then. */
import type { Kind, Value } from '../../../shared/schema/field.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import classes from './record.module.css';

interface BeginProps {
  readonly kind: Kind;
  readonly begins: Readonly<Record<string, Value>>;
}

export function BeginBanner({ kind, begins }: BeginProps) {
  const shown = useShownValue();
  const known = Object.entries(begins).flatMap(([name, value]) => {
    const field = kind.fields.get(name);
    if (!field || !('scalar' in field) || field.scalar.type !== 'reference') return [];
    return [`${field.label.toLowerCase()} ${shown(field.scalar, value)}`];
  });
  return (
    <p className={classes.banner} role="note">
      It is made with the first thing that you enter{known.length > 0 && `, for ${known.join(' and ')}`}.
    </p>
  );
}
