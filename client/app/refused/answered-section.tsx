/** What others decided about edits of one's own that were sent back: applied or discarded, by whom and when (rule QUAR-9). */
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { titleOf } from '../list/title-of.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import classes from '../reviews/reviews.module.css';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { useRow } from '../use-row.ts';
import { ago } from '../when.ts';
import { inWords } from '../words.ts';
import { LongText } from './long-text.tsx';
import { sentBackKey, type SentBack } from './refused-list.ts';
import { tellSentBack } from './tell-sent-back.ts';
import { useAnsweredEdits } from './use-answered-edits.ts';

/** More than anybody reads of what is over. */
const most = 20;

export function AnsweredSection() {
  const answered = useAnsweredEdits();
  if (answered.length === 0) return null;
  return (
    <section className={classes.part} aria-labelledby="answered" data-testid="answered">
      <h2 id="answered">Decided for you</h2>
      <p className="quiet">What became of edits of yours that were sent back, in the last two weeks.</p>
      <ul className={classes.answers}>
        {answered.slice(0, most).map((edit) => (
          <li key={sentBackKey(edit)}>
            <AnsweredEdit edit={edit} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function AnsweredEdit({ edit }: { edit: SentBack }) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const shown = useShownValue();
  const { name, field: fieldName, answer } = edit;
  const kind = kinds.get(name.kind);
  const row = useRow(name.kind, name.id);
  const title = (kind && row && titleOf(kind, row, replica)) || name.id;
  const label = kind?.fields.get(fieldName)?.label ?? inWords(fieldName || 'The whole edit');
  const said = tellSentBack(kind, edit, { shown, nameOf, now: replica.now() });
  if (!answer) return null;
  const done = answer.state === 'applied' ? 'Applied' : 'Discarded';
  return (
    <section className={classes.answer} data-testid="answered-edit" data-answer={answer.state}>
      <span>
        <Link className="record-link" href={recordPath(replica.shop, name)}>
          {kind?.label ?? inWords(name.kind)}: {title}
        </Link>
        . {label}
        {said !== undefined && (
          <>
            : <LongText what={label} text={said || 'nothing'} />
          </>
        )}
      </span>
      <span className="quiet small">
        {done} by {nameOf(answer.by)}, {ago(answer.at, replica.now())}
      </span>
    </section>
  );
}
