/** One edit that was sent back: who wanted what, why not, and what is there; applied, written anew or discarded. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { Field } from '../../../shared/schema/field.ts';
import { managers } from '../../../shared/schema/roles.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import { NoAnswer } from '../../replica/relay-api.ts';
import { useDevice } from '../device.ts';
import { useShownValue } from '../fields/use-shown-value.ts';
import { titleOf } from '../list/title-of.ts';
import type { Told } from '../parts/notice.tsx';
import { useNameOf } from '../people/use-colleagues.ts';
import classes from '../reviews/reviews.module.css';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { describeRefusal } from '../status/describe-refusal.ts';
import { useRole } from '../use-role.ts';
import { useRow } from '../use-row.ts';
import { ago } from '../when.ts';
import { inWords } from '../words.ts';
import type { SentBack } from './refused-list.ts';
import { tellSentBack } from './tell-sent-back.ts';
import { WriteAnew } from './write-anew.tsx';

interface CardProps {
  readonly edit: SentBack;
  readonly tell: (told: Told) => void;
  /** The list is another. */
  readonly settled: () => void;
}

export function SentBackCard({ edit, tell, settled }: CardProps) {
  const { replica, relay } = useDevice();
  const nameOf = useNameOf();
  const shown = useShownValue();
  const role = useRole();
  const [busy, setBusy] = useState(false);
  const [anew, setAnew] = useState(false);
  const { id, name, field: fieldName, rule, author, at, cut = false } = edit;
  const kind = kinds.get(name.kind);
  const field = kind?.fields.get(fieldName);
  const row = useRow(name.kind, name.id);
  const mine = author === replica.user.id;
  const said = tellSentBack(kind, edit, { shown, nameOf, now: replica.now() });
  const label = field?.label ?? inWords(fieldName || 'The whole edit');
  const title = (kind && row && titleOf(kind, row, replica)) || name.id;
  const may = field !== undefined && mayWrite({ author: replica.user.id, role }, field);
  const scalar = field && 'scalar' in field ? field.scalar : undefined;
  const present = row?.fields[fieldName];
  const isPlain = present === null || ['string', 'number', 'boolean'].includes(typeof present);
  const there = scalar && isPlain ? shown(scalar, present as string | number | boolean | null) : undefined;
  const about = `${label}, ${title}`;

  const put = async (what: 'apply' | 'discard', done: string): Promise<void> => {
    setBusy(true);
    try {
      if (id !== undefined) await relay.post(`refused/${id}/${what}`);
      forget();
      tell({ text: done });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      tell({ text: whyNot(error, what) });
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
          <Link className="record-link" href={recordPath(replica.shop, name)}>
            {kind?.label ?? inWords(name.kind)}: {title}
          </Link>
        </h3>
        <span className="quiet small">
          {mine ? 'You' : nameOf(author)}, {ago(at, replica.now())}
        </span>
      </header>
      <p className={classes.label}>{label}</p>
      <ul className={classes.values}>
        <li className={classes.value}>
          <span className="quiet small">Was to be</span>
          <strong className={classes.long}>
            {cut ? 'too long to be kept' : said === undefined ? 'not known here' : said || 'nothing'}
          </strong>
        </li>
        {there !== undefined && (
          <li className={classes.value}>
            <span className="quiet small">Is</span>
            <strong>{there || 'nothing'}</strong>
          </li>
        )}
      </ul>
      <p data-testid="reason">{describeRefusal(rule, mine)}</p>
      {!may && mine && <p className="quiet">{tellWhoDecides(field)}</p>}
      {anew && kind && field && may ? (
        <WriteAnew
          edit={edit}
          field={field}
          close={() => setAnew(false)}
          written={() => void put('discard', `${label} is written anew`)}
        />
      ) : (
        <div className={classes.buttons}>
          {may && !mine && !cut && id !== undefined && (
            <Button
              loading={busy}
              aria-label={`Apply: ${about}`}
              onClick={() => void put('apply', `${label} is applied, as yours`)}
            >
              Apply
            </Button>
          )}
          {may && (scalar || field.policy === 'text') && (
            <Button
              variant="default"
              aria-label={`Edit and send again: ${about}`}
              onClick={() => setAnew(true)}
            >
              Edit and send again
            </Button>
          )}
          {(mine || managers.includes(role)) && (
            <Button
              variant="default"
              loading={busy}
              aria-label={`Discard: ${about}`}
              onClick={() => void put('discard', `${label} is discarded`)}
            >
              Discard
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

/** Only who manages the shop is shown edits of others (rule QUAR-3). */
const tellWhoDecides = (field: Field | undefined): string =>
  field && managers.some((role) => field.write.includes(role))
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
