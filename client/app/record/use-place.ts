/** What the fields of a record that is open need to know: who may write what, who is where. Tells others where this person is. */
import { useCallback, useEffect, useState, type KeyboardEvent } from 'react';
import { mayWrite } from '../../../shared/document/writer.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { colorOf } from '../people/color-of.ts';
import type { Placed } from '../people/in-awareness.ts';
import { useHere, usePeopleIn } from '../people/use-people.ts';
import { useRole } from '../use-role.ts';
import type { RecordPlace } from './record-context.ts';
import { useUndo } from './use-undo.ts';

interface Here {
  readonly place: RecordPlace;
  /** Others who have it open. */
  readonly people: readonly Placed[];
  /** Undo and redo by key, wherever the record's fields are. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** `tell` says what undoing did. */
export function usePlace(open: OpenRecord, tell: RecordPlace['tell']): Here {
  const { replica } = useDevice();
  const [field, setField] = useState('');
  const people = usePeopleIn(open);
  useHere(open.name, field);
  useIntroduction(open, field);
  const { id } = replica.user;
  const role = useRole();
  const locked = role === 'view' || open.entity.deleted;
  const leave = useCallback((left: string) => setField((now) => (now === left ? '' : now)), []);
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
    may: (declared) => mayWrite({ author: id, role }, declared) && !locked,
    locked,
    inField: (name) => people.filter((person) => person.field === name),
    enter,
    leave,
    undo,
    redo,
    tell,
  };
  return { place, people, onKeyDown };
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
