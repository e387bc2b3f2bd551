/** What is to be decided, and what became of it: take a value, write another, or keep or delete the record (rules TRAY-2 to TRAY-5). */
import { Button } from '@mantine/core';
import { mayWrite } from '../../../shared/document/writer.ts';
import type { Entry } from '../../../shared/document/types.ts';
import type { Field, Role, Value } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { useNameOf } from '../people/use-colleagues.ts';
import { followLink } from '../shell/follow-link.ts';
import { decidedAtOnce, decidedSince } from './decided-at-once.ts';
import { DeletionTold } from './deletion-told.tsx';
import type { OpenQuestion } from './open-questions.ts';
import classes from './reviews.module.css';
import { SettledLine } from './settled-line.tsx';
import { StandingValue } from './standing-value.tsx';
import { throughKey, type Throughs } from './throughs.ts';
import { useDecision, type Decision } from './use-decision.ts';
import type { Place } from './use-held-places.ts';
import { isTyped, WriteAnother } from './write-another.tsx';

interface ValuesProps {
  readonly question: OpenQuestion;
  readonly throughs: Throughs;
  readonly place: Place;
  readonly open: OpenRecord;
  readonly path: string;
}

export function QuestionValues({ question, throughs, place, open, path }: ValuesProps) {
  const { replica } = useDevice();
  const inWordsOf = useWordsOf(question.kind.fields.get(question.field));
  const decision = useDecision(open, question.field, place);
  const { field: name, kind, label } = question;
  const { asked, said, isOvertaken, typed, type, why, decide, again, close } = decision;
  const field = kind.fields.get(name);
  if (!field) return <p className="quiet">This version does not know the field.</p>;
  const may = mayWrite({ author: replica.user.id, role: replica.user.role as Role }, field);
  const isDeletion = name === 'deleted';
  const write = (value: Value): void =>
    decide(`Settled: ${inWordsOf(value)}`, () => open.entity.set(name, value));
  return (
    <>
      {!isDeletion && <p className={classes.label}>{label}</p>}
      {asked && <AtOnce asked={asked} place={place} />}
      {asked && isDeletion && <Deletion open={open} throughs={throughs} decision={decision} may={may} />}
      {asked && !isDeletion && (
        <ul className={classes.values}>
          {asked.map((entry) => (
            <StandingValue
              key={`${entry.stamp}/${entry.author}`}
              entry={entry}
              value={inWordsOf(entry.value)}
              through={throughs.get(throughKey(kind.name, open.name.id, entry))}
              {...(may ? { keep: () => write(entry.value) } : {})}
            />
          ))}
        </ul>
      )}
      {isOvertaken && <Overtaken open={open} name={name} inWordsOf={inWordsOf} />}
      {(asked || isOvertaken) && may && 'scalar' in field && isTyped(field.scalar) && !isDeletion && (
        <WriteAnother field={field} text={typed} type={type} write={write} />
      )}
      {asked && !isDeletion && may && !('scalar' in field && isTyped(field.scalar)) && (
        <Button variant="subtle" component="a" href={path} onClick={followLink}>
          Write another value
        </Button>
      )}
      {asked && !may && <p className="quiet">Your role may not decide this.</p>}
      {why !== undefined && <p role="alert">{why}</p>}
      {isOvertaken && (
        <Button variant="subtle" onClick={close}>
          Leave it so
        </Button>
      )}
      {!asked && !isOvertaken && said === undefined && <p className="quiet">This has been decided.</p>}
      <SettledLine said={said} place={place}>
        {again && may && (
          <Button size="compact-sm" variant="subtle" onClick={again}>
            Decide again
          </Button>
        )}
      </SettledLine>
    </>
  );
}

function useWordsOf(field: Field | undefined): (value: Value) => string {
  const shown = useShownValue();
  return (value) => (field && 'scalar' in field ? shown(field.scalar, value) : String(value)) || 'nothing';
}

/** That the question is there again because somebody else decided it at the same time (rule TRAY-5). */
function AtOnce({ asked, place }: { asked: readonly Entry[]; place: Place }) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const others = decidedAtOnce(asked, decidedSince(replica, place.key), replica.user.id);
  if (!others) return null;
  return (
    <p data-testid="decided-at-once">
      You and {others.map(nameOf).join(' and ')} decided at the same time, and not the same.
    </p>
  );
}

interface OvertakenProps {
  readonly open: OpenRecord;
  readonly name: string;
  readonly inWordsOf: (value: Value) => string;
}

/** Somebody else decided while this person was typing: what they typed stays (rule TRAY-4). */
function Overtaken({ open, name, inWordsOf }: OvertakenProps) {
  const { replica } = useDevice();
  const nameOf = useNameOf();
  const [shown] = open.entity.entries(name);
  if (!shown) return null;
  const who = shown.author === replica.user.id ? 'You have' : `${nameOf(shown.author)} has`;
  return (
    <p role="status" data-testid="overtaken">
      {who} settled it meanwhile: <strong>{inWordsOf(shown.value)}</strong>
    </p>
  );
}

interface DeletionProps {
  readonly open: OpenRecord;
  readonly throughs: Throughs;
  readonly decision: Decision;
  readonly may: boolean;
}

function Deletion({ open, throughs, decision: { decide }, may }: DeletionProps) {
  return (
    <>
      <p>
        <DeletionTold
          entity={open.entity}
          throughOf={(entry) => throughs.get(throughKey(open.name.kind, open.name.id, entry))}
        />
      </p>
      {may && (
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => decide('Settled: kept', () => open.entity.restore())}>
            Keep it
          </Button>
          <Button
            variant="default"
            color="red"
            onClick={() => decide('Settled: deleted', () => open.entity.delete())}
          >
            Delete it
          </Button>
        </div>
      )}
    </>
  );
}
