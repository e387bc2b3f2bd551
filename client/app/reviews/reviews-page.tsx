/** What waits for somebody's word: what two people wrote at the same time (rows C2, C4 and C5), and what was sent back. */
import { counted } from '../words.ts';
import { Empty } from '../parts/empty.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { useHere } from '../people/use-people.ts';
import { AnsweredSection } from '../refused/answered-section.tsx';
import { sentBackKey } from '../refused/refused-list.ts';
import { SentBackSection } from '../refused/sent-back-section.tsx';
import { useSentBack } from '../refused/use-sent-back.ts';
import { QuestionCard } from './question-card.tsx';
import classes from './reviews.module.css';
import { questionKey } from './open-questions.ts';
import { useHeldPlaces } from './use-held-places.ts';
import { useOpenQuestions } from './use-open-questions.ts';
import { useThroughs } from './use-throughs.ts';

/** Each card opens its record: this many at once are a screenful. */
const cards = 20;

export function ReviewsPage() {
  useHere(undefined, '');
  const questions = useOpenQuestions();
  const throughs = useThroughs(questions.slice(0, cards));
  const sentBack = useSentBack(true);
  const asked = useHeldPlaces(questions, questionKey);
  const returned = useHeldPlaces(sentBack.edits, sentBackKey);
  const notes = [
    ...(questions.length > 0 ? [counted(questions.length, 'open question')] : []),
    ...(sentBack.edits.length > 0 ? [`${sentBack.edits.length}${sentBack.more ? '+' : ''} sent back`] : []),
  ];
  return (
    <main className={classes.page} data-testid="reviews" tabIndex={-1}>
      <PageHead title="To decide" note={notes.join(', ') || undefined} />
      {asked.shown.length === 0 && returned.shown.length === 0 && (
        <Empty title="Nobody disagrees">
          When two people write the same field at the same time and it matters, both values wait here until
          somebody decides. So does what somebody wrote and may not write.
        </Empty>
      )}
      {asked.shown.length > 0 && (
        <section className={classes.part} aria-labelledby="at-once">
          <h2 id="at-once">Written at the same time</h2>
          <p className="quiet">Two people wrote one field, and neither had seen the other. Which is right?</p>
          <ul className={classes.questions}>
            {asked.shown.slice(0, cards).map((question) => (
              <li key={questionKey(question)}>
                <QuestionCard question={question} throughs={throughs} place={asked.placeOf(question)} />
              </li>
            ))}
          </ul>
          {asked.shown.length > cards && (
            <p className="quiet">and {counted(asked.shown.length - cards, 'more question')} after these</p>
          )}
        </section>
      )}
      <SentBackSection all={sentBack} places={returned} />
      <AnsweredSection />
    </main>
  );
}
