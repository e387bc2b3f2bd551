/** One edit that was sent back: who wanted what, why not, and what is there; applied, written anew or discarded. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { Field } from '../../../shared/schema/field.ts';
import { managers } from '../../../shared/schema/roles.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { NoAnswer } from '../../replica/relay-api.ts';
import { useDevice } from '../device.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { titleOf } from '../list/title-of.ts';
import type { Told } from '../parts/notice.tsx';
import { useNameOf } from '../people/use-colleagues.ts';
import classes from '../reviews/reviews.module.css';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { tellLost } from '../record/tell-erased.ts';
import { useRecord } from '../record/use-record.ts';
import { SettledLine } from '../reviews/settled-line.tsx';
import type { Place } from '../reviews/use-held-places.ts';
import { whose } from '../reviews/whose.ts';
import { describeRefusal } from '../status/describe-refusal.ts';
import { useRole } from '../use-role.ts';
import { useRow } from '../use-row.ts';
import { ago } from '../when.ts';
import { inWords } from '../words.ts';
import { LongText } from './long-text.tsx';
import type { SentBack } from './refused-list.ts';
import { tellSentBack } from './tell-sent-back.ts';
import { useThere } from './use-there.ts';
import { whyUnfit } from './why-unfit.ts';
import { WriteAnew } from './write-anew.tsx';

interface CardProps {
  readonly edit: SentBack;
  readonly tell: (told: Told) => void;
  /** The list is another. */
  readonly settled: () => void;
  readonly place: Place;
  /** Somebody else has decided about it. */
  readonly isGone: boolean;
}

/** The record is opened where this device has one: what stands in the field, and which steps follow, are in it. */
export function SentBackCard(props: CardProps) {
  const { name, field } = props.edit;
  const isKnown =
    useRow(name.kind, name.id) !== undefined && kinds.get(name.kind)?.fields.has(field) === true;
  return isKnown ? <OpenedCard {...props} /> : <Card {...props} open={undefined} />;
}

function OpenedCard(props: CardProps) {
  return <Card {...props} open={useRecord(props.edit.name)} />;
}

function Card({
  edit,
  tell,
  settled,
  place,
  isGone,
  open,
}: CardProps & { readonly open: OpenRecord | undefined }) {
  const { replica, relay } = useDevice();
  const nameOf = useNameOf();
  const shown = useShownValue();
  const role = useRole();
  const [busy, setBusy] = useState(false);
  const [anew, setAnew] = useState(false);
  const [done, setDone] = useState<string>();
  const { id, name, field: fieldName, rule, author, at, cut = false } = edit;
  const kind = kinds.get(name.kind);
  const field = kind?.fields.get(fieldName);
  const row = useRow(name.kind, name.id);
  const mine = author === replica.user.id;
  const said = tellSentBack(kind, edit, { shown, nameOf, now: replica.now() });
  const label = field?.label ?? inWords(fieldName || 'The whole edit');
  const title = (kind && titleOf(kind, row ?? { id: name.id, fields: {} }, replica)) || name.id;
  const may = field !== undefined && mayWrite({ author: replica.user.id, role }, field);
  const there = useThere(open, fieldName, field);
  const unfit = field && whyUnfit(field, edit, there);
  const steps = there.choices?.filter((each) => each !== null && each !== open?.entity.get(fieldName));
  const isWritable =
    field !== undefined && ('scalar' in field ? steps?.length !== 0 : field.policy === 'text');
  const isErased = rule === 'erased';
  const owner = kind && row ? whose(kind, row, replica) : '';
  const about = `${label}, ${isErased ? `${kind?.label ?? inWords(name.kind)} that was erased` : title}`;

  const put = async (what: 'apply' | 'discard', said: string): Promise<void> => {
    setBusy(true);
    // Before the relay says that it is off the list.
    place.hold(place.key);
    try {
      if (id !== undefined) await relay.post(`refused/${id}/${what}`);
      forget();
      setDone(said);
      setAnew(false);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      tell({ text: whyNot(error, what) });
      if (!anew) place.letGo(place.key);
    } finally {
      setBusy(false);
      settled();
    }
  };
  const forget = (): void => {
    const heard = replica
      .refused()
      .find((other) =>
        id === undefined
          ? other.field === fieldName && other.rule === rule && other.at === at
          : other.id === id,
      );
    if (heard) replica.dismissRefused(heard);
  };
  return (
    <section className={classes.card} data-testid="sent-back-edit" data-rule={rule} aria-label={about}>
      <header className={classes.head}>
        <h3>
          {isErased ? (
            tellLost(kind)
          ) : (
            <Link className="record-link" href={recordPath(replica.shop, name)}>
              {kind?.label ?? inWords(name.kind)}: {title}
            </Link>
          )}
        </h3>
        <span className="quiet small">
          {mine ? 'You' : nameOf(author)}, {ago(at, replica.now())}
        </span>
      </header>
      {owner !== '' && <p className="quiet small">{owner}</p>}
      <p className={classes.label}>{label}</p>
      <ul className={classes.values}>
        <li className={classes.value}>
          <span className="quiet small">Was to be</span>
          <LongText
            what={`what ${label} was to be`}
            text={cut ? 'too long to be kept' : said === undefined ? 'not known here' : said || 'nothing'}
          />
        </li>
        {there.text !== undefined && (
          <li className={classes.value}>
            <span className="quiet small">Is</span>
            <LongText what={`what ${label} is`} text={there.text || 'nothing'} />
          </li>
        )}
      </ul>
      <p data-testid="reason">{describeRefusal(rule, mine)}</p>
      {unfit !== undefined && <p data-testid="unfit">{unfit} So it cannot be applied as it is.</p>}
      {!may && mine && <p className="quiet">{tellWhoDecides(field, unfit === undefined)}</p>}
      {isGone && anew && <p role="status">Somebody has decided about it meanwhile.</p>}
      {done !== undefined ? null : anew && kind && field && may ? (
        <WriteAnew
          edit={edit}
          field={field}
          steps={steps}
          close={() => {
            setAnew(false);
            place.letGo(place.key);
          }}
          written={() => void put('discard', `Written anew: ${about}`)}
        />
      ) : (
        <div className={classes.buttons}>
          {may && !mine && unfit === undefined && id !== undefined && (
            <Button
              loading={busy}
              aria-label={`Apply: ${about}`}
              onClick={() => void put('apply', `Applied, as yours: ${about}`)}
            >
              Apply
            </Button>
          )}
          {may && isWritable && (
            <Button
              variant="default"
              aria-label={`Edit and send again: ${about}`}
              onClick={() => {
                place.hold(place.key);
                setAnew(true);
              }}
            >
              Edit and send again
            </Button>
          )}
          {(mine || managers.includes(role)) && (
            <Button
              variant="default"
              loading={busy}
              aria-label={`Discard: ${about}`}
              onClick={() => void put('discard', `Discarded: ${about}`)}
            >
              Discard
            </Button>
          )}
        </div>
      )}
      <SettledLine said={done} place={place} />
    </section>
  );
}

/** Only who manages the shop is shown edits of others (rule QUAR-3). */
const tellWhoDecides = (field: Field | undefined, isFit: boolean): string =>
  isFit && field && managers.some((role) => field.write.includes(role))
    ? 'Owners and managers see it, too, and can apply it.'
    : 'Owners and managers see it, too.';

function whyNot({ trouble }: NoAnswer, what: 'apply' | 'discard'): string {
  switch (trouble) {
    case 'offline':
      return 'There is no connection to the relay just now';
    case 'conflict':
      return what === 'apply'
        ? 'It cannot be written there as it stands, or somebody has settled it already'
        : 'Somebody has settled it already';
    case 'forbidden':
      return 'Your role may not do that';
    default:
      return 'The relay could not do it just now';
  }
}
