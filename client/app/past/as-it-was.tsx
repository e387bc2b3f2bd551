/**
 * A record as it was at some time, read only, with its date on top; what differs from now can be brought back, one field
 * or all of it, as an ordinary write of whoever does it (rule HIST-11).
 */
import { Button, Loader } from '@mantine/core';
import { useMemo } from 'react';
import { presentOf } from '../../../shared/document/history/record-at.ts';
import { restore } from '../../../shared/document/history/restore.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import type { Kind } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { Empty } from '../parts/empty.tsx';
import type { Told } from '../parts/notice.tsx';
import { layouts } from '../record/layouts/layouts.ts';
import { planOf } from '../record/layouts/plan-of.ts';
import { useRole } from '../use-role.ts';
import { moment as showMoment } from '../when.ts';
import type { AddressedMoment } from './moment-in-address.ts';
import { PastField } from './past-field.tsx';
import classes from './past.module.css';
import { comparedWith, tellRestored } from './past-fields.ts';
import type { ToldPast } from './timeline.ts';
import { Trouble } from './trouble.tsx';
import { usePast } from './use-past.ts';

interface AsItWasProps {
  readonly open: OpenRecord;
  readonly kind: Kind;
  readonly moment: AddressedMoment;
  readonly tell: (told: Told) => void;
}

export function AsItWas({ open, kind, moment, tell }: AsItWasProps) {
  const { past, trouble, again } = usePast(open.name, moment);
  if (trouble) return <Trouble trouble={trouble} what="History" again={again} />;
  if (!past) {
    return (
      <Empty
        title="Asking the relay…"
        action={<Loader size="sm" aria-label="Asking the relay for the record as it was" />}
      />
    );
  }
  if (past.certainty === 'before') {
    return <Empty title={`There was no such ${kind.label.toLowerCase()} then`}>It was made later.</Empty>;
  }
  return <Shown open={open} kind={kind} moment={moment} past={past} tell={tell} />;
}

type KnownPast = Exclude<ToldPast, { readonly certainty: 'before' }>;

function Shown({ open, kind, moment, past, tell }: AsItWasProps & { readonly past: KnownPast }) {
  const { replica } = useDevice();
  const role = useRole();
  const { id: author } = replica.user;
  const may = (name: string): boolean => {
    const field = kind.fields.get(name);
    return field !== undefined && mayWrite({ author, role }, field);
  };
  // The record is drawn again with every change of it, and so is what differs.
  const compared = comparedWith(kind, past, presentOf(kind, open.doc));
  const back = compared.filter(({ name, differs, canReturn }) => differs && canReturn && may(name));
  const bring = (only?: readonly string[]): void => {
    open.history.boundary();
    const done = restore(open.entity, past, {
      ...(only && { only }),
      may: (field) => mayWrite({ author, role }, field),
    });
    open.history.boundary();
    const undo = { label: 'Undo', run: () => void open.history.undo() };
    tell({ text: tellRestored(kind, done), ...(done.written.length > 0 && { action: undo }) });
  };
  const at = 'time' in moment ? moment.time : moment.on;
  const plan = useMemo(() => planOf(kind, layouts.get(kind.name)), [kind]);
  const within = layouts.get(kind.name)?.within ?? [];
  return (
    <div className={classes.body} data-testid="as-it-was">
      <div className={classes.then} role="note">
        <span className="grow">
          {at === undefined
            ? 'This is how it was after that change.'
            : `This is how it was on ${showMoment(at, replica.now())}.`}{' '}
          {past.deleted && 'It was deleted then. '}
          {past.certainty === 'incomplete' &&
            'Something of what happened since then is not known any more: it is the nearest that can be told.'}
        </span>
        {back.length > 1 && <Button onClick={() => bring()}>Bring all of it back</Button>}
      </div>
      {compared.every(({ differs }) => !differs) && (
        <p className="quiet">Nothing has changed in it since then.</p>
      )}
      {plan.map(({ title, fields }) => {
        const shown = compared.filter(
          ({ name, isEmpty, differs }) => fields.includes(name) && (!isEmpty || differs),
        );
        if (shown.length === 0) return null;
        return (
          <section key={title} className={classes.section} aria-label={title}>
            <h2>{title}</h2>
            <dl className={classes.fields}>
              {shown
                .filter(({ name }) => !within.includes(name))
                .map((each) => (
                  <PastField
                    key={each.name}
                    kind={kind}
                    compared={each}
                    {...(back.includes(each) && { bring: () => bring([each.name]) })}
                  />
                ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}
