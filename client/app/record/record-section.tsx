/** A section of a record's page: fields and what else its layout names. It can be closed, and tells what waits in it. */
import { UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { AnyField } from '../fields/any-field.tsx';
import type { Section } from './layouts/layout.ts';
import { panels } from './panels.ts';
import { useRecordPlace } from './record-context.ts';
import classes from './record.module.css';

/** As the frame's own narrowest layout. */
const narrow = '(max-width: 640px)';

export function RecordSection({ section }: { section: Section }) {
  const { title, fields, panel, side = false, folded = false } = section;
  const { open } = useRecordPlace();
  const heading = useId();
  const body = useId();
  const isNarrow = useMediaQuery(narrow, false, { getInitialValueInEffect: false });
  const [chosen, choose] = useState<boolean>();
  const inReview = open.entity.reviews().some(({ field }) => fields.includes(field));
  // What asks a person is never folded away by itself.
  const isOpen = chosen ?? (!(folded && isNarrow) || inReview);
  const Panel = panel && panels[panel];
  return (
    <section
      className={classes.section}
      aria-labelledby={heading}
      data-section={title}
      data-side={side}
      data-lone={fields.length === 1}
    >
      <h2 className={classes.heading}>
        <UnstyledButton
          className={classes.fold ?? ''}
          aria-expanded={isOpen}
          aria-controls={body}
          onClick={() => choose(!isOpen)}
        >
          <span id={heading}>{title}</span>
          {inReview && !isOpen && <span className="mark review-mark">to review</span>}
          <IconChevronDown size={17} aria-hidden="true" />
        </UnstyledButton>
      </h2>
      <div className={classes.body} id={body} hidden={!isOpen}>
        {fields.length > 0 && (
          <div className={classes.fields}>
            {fields.map((name) => (
              <AnyField key={name} name={name} />
            ))}
          </div>
        )}
        {Panel && <Panel />}
      </div>
    </section>
  );
}
