/** A field whose concurrent values ask a person: all of them, who wrote each and when; choosing one writes it (rule APP-8). */
import { Button } from '@mantine/core';
import { stampMilliseconds } from '../../../shared/lib/stamp.ts';
import type { RegisterField } from '../../../shared/schema/field.ts';
import { useDevice } from '../device.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { ago } from '../when.ts';
import classes from './fields.module.css';
import { useShownValue } from './use-shown-value.ts';

export function ReviewBox({ name, field }: { name: string; field: RegisterField }) {
  const { open, may } = useRecordPlace();
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const shown = useShownValue();
  const review = open.entity.reviews().find((each) => each.field === name);
  if (!review) return null;
  const now = replica.now();
  return (
    <div
      className={classes.review}
      role="group"
      aria-label={`Different values for ${field.label}`}
      data-testid="review"
    >
      <p>Written at the same time. Which is right?</p>
      <ul>
        {review.entries.map((entry) => (
          <li key={`${entry.stamp}/${entry.author}`}>
            <strong>{shown(field.scalar, entry.value) || 'nothing'}</strong>
            <span>
              {nameOf(entry.author)}, {ago(stampMilliseconds(entry.stamp), now)}
            </span>
            {may(field) && (
              <Button size="compact-sm" variant="default" onClick={() => open.entity.set(name, entry.value)}>
                Keep this
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
