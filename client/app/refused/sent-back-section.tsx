/** Edits that were sent back, until somebody applies or discards them (rules QUAR-3 to QUAR-8). */
import { Button } from '@mantine/core';
import { managers } from '../../../shared/schema/roles.ts';
import { Notice, useNotice } from '../parts/notice.tsx';
import classes from '../reviews/reviews.module.css';
import { useRole } from '../use-role.ts';
import type { HeldPlaces } from '../reviews/use-held-places.ts';
import { sentBackKey, type SentBack } from './refused-list.ts';
import { SentBackCard } from './sent-back-card.tsx';
import type { AllSentBack } from './use-sent-back.ts';

interface SectionProps {
  readonly all: AllSentBack;
  readonly places: HeldPlaces<SentBack>;
}

export function SentBackSection({ all, places }: SectionProps) {
  const { told, tell } = useNotice();
  const manages = managers.includes(useRole());
  const { more, listed, trouble, again } = all;
  const isPartial = !listed && trouble !== undefined;
  // Without a network nothing is known to wait: the page's own line says that there is none.
  const isNothing = places.shown.length === 0 && (!isPartial || trouble === 'offline');
  if (isNothing) return <Notice told={told} close={() => tell(undefined)} />;
  return (
    <section className={classes.part} aria-labelledby="sent-back" data-testid="sent-back">
      <h2 id="sent-back">Sent back</h2>
      <p className="quiet">
        {manages
          ? 'Somebody wrote what their role, or the field, does not allow. Nobody else has seen it. Apply it as your own, or discard it.'
          : 'The relay did not take these edits of yours. They are kept until you, or somebody who may, decide.'}
      </p>
      {isPartial && (
        <p className={classes.note} role="status">
          {trouble === 'offline'
            ? 'There is no connection to the relay: this is what this device has heard of.'
            : 'The relay could not list them just now.'}{' '}
          {trouble !== 'offline' && (
            <Button size="compact-sm" variant="default" onClick={again}>
              Try again
            </Button>
          )}
        </p>
      )}
      <ul className={classes.questions}>
        {places.shown.map((edit) => (
          <li key={sentBackKey(edit)}>
            <SentBackCard
              edit={edit}
              tell={tell}
              settled={again}
              place={places.placeOf(edit)}
              isGone={places.isGone(edit)}
            />
          </li>
        ))}
      </ul>
      {more && <p className="quiet">and more after these</p>}
      <Notice told={told} close={() => tell(undefined)} />
    </section>
  );
}
