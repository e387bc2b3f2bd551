/** One open question: every value that stands, who wrote it and when; keep one, or write another (rule TRAY-2). */
import { Button } from '@mantine/core';
import { parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import { stampMilliseconds } from '../../../shared/lib/stamp.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import type { Through } from '../../../shared/document/history/change.ts';
import type { Entry } from '../../../shared/document/types.ts';
import type { Role } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { titleOf } from '../list/title-of.ts';
import { tellDoor } from '../past/tell-change.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { useRecord } from '../record/use-record.ts';
import { recordPath } from '../route.ts';
import { followLink } from '../shell/follow-link.ts';
import { Link } from '../shell/link.tsx';
import { ago } from '../when.ts';
import { inWords } from '../words.ts';
import { DeletionTold } from './deletion-told.tsx';
import type { OpenQuestion } from './open-questions.ts';
import { throughKey, type Throughs } from './throughs.ts';
import classes from './reviews.module.css';
import { isTyped, WriteAnother } from './write-another.tsx';

interface QuestionCardProps {
  readonly question: OpenQuestion;
  readonly throughs: Throughs;
}

export function QuestionCard({ question, throughs }: QuestionCardProps) {
  const { replica } = useDevice();
  const { kind, row, label, gravity } = question;
  const name = {
    kind: must(parseKind(row.kind), 'a row of no kind'),
    id: must(parseEntityId(row.id), 'a row without an id'),
  };
  const open = useRecord(name);
  const path = recordPath(replica.shop, name);
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
      {open ? (
        <Values question={question} throughs={throughs} open={open} path={path} />
      ) : (
        <p className="quiet">Reading…</p>
      )}
    </section>
  );
}

interface ValuesProps extends QuestionCardProps {
  readonly open: OpenRecord;
  readonly path: string;
}

function Values({ question, throughs, open, path }: ValuesProps) {
  const { replica } = useDevice();
  const { kind, field: fieldName, label } = question;
  const field = kind.fields.get(fieldName);
  const review = open.entity.reviews().find((each) => each.field === fieldName);
  // Somebody settled it while this card was being looked at.
  if (!review || !field) return <p className="quiet">This has been decided.</p>;
  const may = mayWrite({ author: replica.user.id, role: replica.user.role as Role }, field);
  if (fieldName === 'deleted') return <Deletion open={open} throughs={throughs} may={may} />;
  return (
    <>
      <p className={classes.label}>{label}</p>
      <ul className={classes.values}>
        {review.entries.map((entry) => (
          <Value
            key={`${entry.stamp}/${entry.author}`}
            entry={entry}
            question={question}
            through={throughs.get(throughKey(kind.name, open.name.id, entry))}
            {...(may ? { keep: () => open.entity.set(fieldName, entry.value) } : {})}
          />
        ))}
      </ul>
      {may && 'scalar' in field && isTyped(field.scalar) ? (
        <WriteAnother field={field} write={(value) => open.entity.set(fieldName, value)} />
      ) : may ? (
        <Button variant="subtle" component="a" href={path} onClick={followLink}>
          Write another value
        </Button>
      ) : (
        <p className="quiet">Your role may not decide this.</p>
      )}
    </>
  );
}

interface ValueProps {
  readonly entry: Entry;
  readonly question: OpenQuestion;
  readonly through: Through | undefined;
  readonly keep?: () => void;
}

function Value({ entry, question, through, keep }: ValueProps) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const shown = useShownValue();
  const field = question.kind.fields.get(question.field);
  const mine = entry.author === replica.user.id;
  const door = tellDoor(entry.author, through);
  const value = field && 'scalar' in field ? shown(field.scalar, entry.value) : String(entry.value);
  return (
    <li className={classes.value}>
      <strong>{value || 'nothing'}</strong>
      <span className="quiet">
        {mine ? 'You' : nameOf(entry.author)}, {ago(stampMilliseconds(entry.stamp), replica.now())}
        {door !== '' && <span data-testid="door">, {door}</span>}
      </span>
      {keep && (
        <Button variant="default" onClick={keep}>
          {mine ? 'Keep mine' : 'Take this'}
        </Button>
      )}
    </li>
  );
}

interface DeletionProps {
  readonly open: OpenRecord;
  readonly throughs: Throughs;
  readonly may: boolean;
}

function Deletion({ open, throughs, may }: DeletionProps) {
  return (
    <>
      <p>
        <DeletionTold
          entity={open.entity}
          throughOf={(entry) => throughs.get(throughKey(open.name.kind, open.name.id, entry))}
        />
      </p>
      {may ? (
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => open.entity.restore()}>
            Keep it
          </Button>
          <Button variant="default" color="red" onClick={() => open.entity.delete()}>
            Delete it
          </Button>
        </div>
      ) : (
        <p className="quiet">Your role may not decide this.</p>
      )}
    </>
  );
}
