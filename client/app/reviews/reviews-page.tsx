/** The tray of open questions: what two people wrote at the same time, side by side, and settling it (rows C2, C4 and C5). */
import { useHere } from '../people/use-people.ts';
import { Empty } from '../parts/empty.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { counted } from '../words.ts';
import { QuestionCard } from './question-card.tsx';
import classes from './reviews.module.css';
import { useOpenQuestions } from './use-open-questions.ts';

/** Each card opens its record: this many at once are a screenful. */
const cards = 20;

export function ReviewsPage() {
  useHere(undefined, '');
  const questions = useOpenQuestions();
  return (
    <main className={classes.page} data-testid="reviews">
      <PageHead title="To decide" note={counted(questions.length, 'open question')} />
      {questions.length === 0 ? (
        <Empty title="Nobody disagrees">
          When two people write the same field at the same time and it matters, both values wait here until
          somebody decides.
        </Empty>
      ) : (
        <ul className={classes.questions}>
          {questions.slice(0, cards).map((question) => (
            <li key={`${question.kind.name}/${question.row.id}/${question.field}`}>
              <QuestionCard question={question} />
            </li>
          ))}
        </ul>
      )}
      {questions.length > cards && (
        <p className="quiet">and {counted(questions.length - cards, 'more question')} after these</p>
      )}
    </main>
  );
}
