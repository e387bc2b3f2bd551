/** A field whose concurrent values ask a person: all of them, who wrote each and when; choosing one writes it (rule APP-8). */
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { nameOf } from '../people/name-of.ts';
import { usePresent } from '../people/use-people.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { ago } from '../when.ts';
import { stampMilliseconds } from '../../../shared/lib/stamp.ts';
import { parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import type { RegisterField, Value } from '../../../shared/schema/field.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { showScalar } from './show-scalar.ts';

export function ReviewBox({ name, field }: { name: string; field: RegisterField }) {
  const { open, may } = useRecordPlace();
  const { replica } = useDevice();
  const present = usePresent();
  const review = open.entity.reviews().find((each) => each.field === name);
  if (!review) return null;
  const now = replica.now();
  const shown = (value: Value): string => {
    if (field.scalar.type === 'reference' && typeof value === 'string') {
      const to = { kind: parseKind(field.scalar.kind), id: parseEntityId(value) };
      const kind = kinds.get(field.scalar.kind);
      if (to.kind && to.id && kind) {
        const row = replica.row({ kind: to.kind, id: to.id });
        if (row) return titleOf(kind, row);
      }
    }
    return showScalar(field.scalar, value, now) || 'nothing';
  };
  return (
    <div
      className="review"
      role="group"
      aria-label={`Different values for ${field.label}`}
      data-testid="review"
    >
      <p className="small">Written at the same time. Which is right?</p>
      <ul className="plain">
        {review.entries.map((entry) => (
          <li key={`${entry.stamp}/${entry.author}`}>
            <strong>{shown(entry.value)}</strong>
            <span className="quiet small">
              {nameOf(entry.author, present)}, {ago(stampMilliseconds(entry.stamp), now)}
            </span>
            {may(field) && (
              <button type="button" onClick={() => open.entity.set(name, entry.value)}>
                Keep this
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
