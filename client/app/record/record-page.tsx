/** One record: its header and its fields, made from the schema (rule APP-4). Loaded on demand, with the text editor. */
import { useCallback, useEffect, useState } from 'react';
import { entityKey, type EntityName } from '../../../shared/lib/ids.ts';
import { mayWrite } from '../../../shared/document/writer.ts';
import type { Field, Kind, Role } from '../../../shared/schema/field.ts';
import type { OpenRecord } from '../../replica/types.ts';
import { useDevice } from '../device.ts';
import { LedgerField } from '../fields/ledger-field.tsx';
import { ScalarField } from '../fields/scalar-field.tsx';
import { SetField } from '../fields/set-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { useHere, usePeopleIn } from '../people/use-people.ts';
import { colorOf } from '../people/color-of.ts';
import { RecordContext, type RecordPlace } from './record-context.ts';
import { RecordHeader } from './record-header.tsx';
import { useRecord } from './use-record.ts';

export function RecordPage({ name, kind }: { name: EntityName; kind: Kind }) {
  const shown = useRecord(name);
  if (!shown) return <p className="quiet pad">Opening…</p>;
  return <RecordForm open={shown} kind={kind} />;
}

function RecordForm({ open, kind }: { open: OpenRecord; kind: Kind }) {
  const { replica } = useDevice();
  const [field, setField] = useState('');
  const people = usePeopleIn(open);
  useHere(open.name, field);
  useIntroduction(open, field);
  const { id, role } = replica.user;
  const locked = role === 'view' || open.entity.deleted;
  const leave = useCallback((left: string) => setField((now) => (now === left ? '' : now)), []);
  const place: RecordPlace = {
    open,
    may: (declared) => mayWrite({ author: id, role: role as Role }, declared) && !locked,
    locked,
    inField: (name) => people.filter((person) => person.field === name),
    enter: setField,
    leave,
  };
  const fields = [...kind.fields].filter(([name]) => !inHeader.has(name));
  const of = (policy: (field: Field) => boolean) => fields.filter(([, declared]) => policy(declared));
  return (
    <RecordContext value={place}>
      <article className="record" data-testid="record" data-key={entityKey(open.name)} data-live={open.live}>
        <RecordHeader kind={kind} people={people} />
        <div className="grid">
          {of(isShort).map(([name, declared]) => (
            <AnyField key={name} name={name} field={declared} />
          ))}
        </div>
        {of((declared) => !isShort(declared)).map(([name, declared]) => (
          <AnyField key={name} name={name} field={declared} />
        ))}
      </article>
    </RecordContext>
  );
}

/** Fields that the header shows in its own way. */
const inHeader = new Set(['created', 'deleted']);

const isShort = ({ policy }: Field): boolean => policy !== 'text' && policy !== 'ledger' && policy !== 'set';

function AnyField({ name, field }: { name: string; field: Field }) {
  switch (field.policy) {
    case 'text':
      return <TextField name={name} field={field} />;
    case 'set':
      return <SetField name={name} field={field} />;
    case 'ledger':
      return <LedgerField name={name} field={field} />;
    default:
      return <ScalarField name={name} field={field} />;
  }
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
