/** One open question on a card of its own: of which record, how grave, and what is to be decided (rule TRAY-2). */
import { parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { useRecord } from '../record/use-record.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { inWords } from '../words.ts';
import type { OpenQuestion } from './open-questions.ts';
import { QuestionValues } from './question-values.tsx';
import type { Throughs } from './throughs.ts';
import type { Place } from './use-held-places.ts';
import { whose } from './whose.ts';
import classes from './reviews.module.css';

interface QuestionCardProps {
  readonly question: OpenQuestion;
  readonly throughs: Throughs;
  readonly place: Place;
}

export function QuestionCard({ question, throughs, place }: QuestionCardProps) {
  const { replica } = useDevice();
  const { kind, row, label, gravity } = question;
  const name = {
    kind: must(parseKind(row.kind), 'a row of no kind'),
    id: must(parseEntityId(row.id), 'a row without an id'),
  };
  const open = useRecord(name);
  const path = recordPath(replica.shop, name);
  const owner = whose(kind, row, replica);
  return (
    <section
      className={classes.card}
      data-testid="question"
      data-gravity={gravity}
      aria-label={`${label}, ${titleOf(kind, row, replica)}`}
    >
      <header className={classes.head}>
        <h3>
          <Link className="record-link" href={path}>
            {kind.label}: {titleOf(kind, row, replica)}
          </Link>
        </h3>
        <span className={classes.gravity} data-gravity={gravity}>
          {inWords(gravity)}
        </span>
      </header>
      {owner !== '' && <p className="quiet small">{owner}</p>}
      {open ? (
        <QuestionValues question={question} throughs={throughs} place={place} open={open} path={path} />
      ) : (
        <p className="quiet">Reading…</p>
      )}
    </section>
  );
}
