/** A record that is open: who may write what in it, who is in it, and its sections in two columns where there is room. */
import { useCallback, useEffect, useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import type { Kind, Role, Value } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { Notice, useNotice } from '../parts/notice.tsx';
import { colorOf } from '../people/color-of.ts';
import { useHere, usePeopleIn } from '../people/use-people.ts';
import { layouts } from './layouts/layouts.ts';
import { planOf } from './layouts/plan-of.ts';
import { useBeginning } from './new-record.ts';
import { RecordContext, type RecordPlace } from './record-context.ts';
import { RecordHeader } from './record-header.tsx';
import classes from './record.module.css';
import { RelatedRecords } from './related-records.tsx';
import { useUndo } from './use-undo.ts';
import { RecordSection } from './record-section.tsx';

interface FormProps {
  readonly open: OpenRecord;
  readonly kind: Kind;
  /** What it begins with, as long as it is only an address. */
  readonly begins: Readonly<Record<string, Value>> | undefined;
}

export function RecordForm({ open, kind, begins }: FormProps) {
  const { replica } = useDevice();
  const [field, setField] = useState('');
  const people = usePeopleIn(open);
  useHere(open.name, field);
  useIntroduction(open, field);
  useBeginning(open, begins, replica);
  const { id, role } = replica.user;
  const locked = role === 'view' || open.entity.deleted;
  const leave = useCallback((left: string) => setField((now) => (now === left ? '' : now)), []);
  const { told, tell } = useNotice();
  const { undo, redo, onKeyDown } = useUndo(open, tell);
  const enter = useCallback(
    (entered: string) => {
      // What is typed in another field is another step.
      open.history.boundary();
      setField(entered);
    },
    [open],
  );
  const place: RecordPlace = {
    open,
    may: (declared) => mayWrite({ author: id, role: role as Role }, declared) && !locked,
    locked,
    inField: (name) => people.filter((person) => person.field === name),
    enter,
    leave,
    undo,
    redo,
    tell,
  };
  const plan = planOf(kind, layouts.get(kind.name));
  const sections = (side: boolean) =>
    plan
      .filter((section) => (section.side ?? false) === side)
      .map((section) => <RecordSection key={section.title} section={section} />);
  return (
    <RecordContext value={place}>
      <article
        className={classes.record}
        data-testid="record"
        data-kind={kind.name}
        data-key={entityKey(open.name)}
        data-live={open.live}
        onKeyDown={onKeyDown}
      >
        <RecordHeader kind={kind} people={people} begins={begins} />
        <div className={classes.columns}>
          <div className={classes.main}>{sections(false)}</div>
          <div className={classes.side}>
            {sections(true)}
            {!begins && <RelatedRecords kind={kind} id={open.name.id} />}
          </div>
        </div>
        <Notice told={told} close={() => tell(undefined)} />
      </article>
    </RecordContext>
  );
}

/** Tells those who have the record open who this is and which field they are in. */
function useIntroduction(open: OpenRecord, field: string): void {
  const { replica } = useDevice();
  const { id, name } = replica.user;
  const { awareness } = open;
  useEffect(() => {
    awareness.setLocalStateField('user', { id, name, color: colorOf(id) });
  }, [awareness, id, name]);
  useEffect(() => {
    awareness.setLocalStateField('field', field);
  }, [awareness, field]);
}
