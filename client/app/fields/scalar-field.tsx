/** One register: the input that its type asks for, and the values that wait for a decision (rules APP-4, APP-5, APP-8). */
import { useId } from 'react';
import type { RegisterField } from '../../../shared/schema/field.ts';
import { useDraft } from '../drafts/use-draft.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { inWords } from '../words.ts';
import { useNow } from '../status/use-status.ts';
import { FieldFrame } from './field-frame.tsx';
import { ReferenceField } from './reference-field.tsx';
import { ReviewBox } from './review-box.tsx';
import { showScalar } from './show-scalar.ts';

export interface ScalarProps {
  readonly name: string;
  readonly field: RegisterField;
}

export function ScalarField(props: ScalarProps) {
  const id = useId();
  const { field, name } = props;
  const wide = field.scalar.type === 'string' && field.scalar.max > 600;
  return (
    <FieldFrame name={name} field={field} inputId={id} wide={wide}>
      <ScalarInput {...props} id={id} />
      <ReviewBox name={name} field={field} />
    </FieldFrame>
  );
}

function ScalarInput({ id, name, field }: ScalarProps & { id: string }) {
  switch (field.scalar.type) {
    case 'boolean':
      return <YesNo id={id} name={name} field={field} />;
    case 'enum':
      return <Choice id={id} name={name} field={field} values={field.scalar.values} />;
    case 'reference':
      return <ReferenceField id={id} name={name} field={field} kindName={field.scalar.kind} />;
    default:
      return <Typed id={id} name={name} field={field} />;
  }
}

function YesNo({ id, name, field }: ScalarProps & { id: string }) {
  const { open, may } = useRecordPlace();
  return (
    <input
      id={id}
      type="checkbox"
      checked={open.entity.get(name) === true}
      disabled={!may(field)}
      onChange={(event) => open.entity.set(name, event.target.checked)}
    />
  );
}

function Choice({ id, name, field, values }: ScalarProps & { id: string; values: readonly string[] }) {
  const { open, may } = useRecordPlace();
  const value = open.entity.get(name);
  const current = value === null ? '' : String(value);
  return (
    <select
      id={id}
      value={current}
      disabled={!may(field)}
      onChange={(event) => open.entity.set(name, event.target.value === '' ? null : event.target.value)}
    >
      <option value="">–</option>
      {/* A value that only a newer version knows stays what it is. */}
      {current !== '' && !values.includes(current) && <option value={current}>{inWords(current)}</option>}
      {values.map((each) => (
        <option key={each} value={each}>
          {inWords(each)}
        </option>
      ))}
    </select>
  );
}

const inputs: Readonly<Record<string, { readonly type: string; readonly mode?: 'decimal' | 'numeric' }>> = {
  string: { type: 'text' },
  number: { type: 'text', mode: 'decimal' },
  money: { type: 'text', mode: 'decimal' },
  date: { type: 'date' },
  instant: { type: 'datetime-local' },
};

/** Stands for a date of which only parts are there: the browser shows them and tells an empty text. No type reads it. */
const partial = '…';

function Typed({ id, name, field }: ScalarProps & { id: string }) {
  const { open, may } = useRecordPlace();
  const draft = useDraft(open, name, field);
  const now = useNow();
  const { scalar } = field;
  const input = inputs[scalar.type] ?? { type: 'text' };
  const told = `${id}-told`;
  const shown = draft.meanwhile === undefined ? '' : showScalar(scalar, draft.meanwhile, now) || 'nothing';
  return (
    <>
      <div className={scalar.type === 'money' ? 'money' : undefined}>
        {scalar.type === 'money' && <span aria-hidden="true">£</span>}
        <input
          id={id}
          type={input.type}
          {...(input.mode ? { inputMode: input.mode } : {})}
          {...(scalar.type === 'string' ? { maxLength: scalar.max } : {})}
          autoComplete="off"
          value={draft.text === partial ? '' : draft.text}
          readOnly={!may(field)}
          aria-invalid={draft.problem !== undefined}
          aria-describedby={told}
          data-typing={draft.typing}
          onChange={({ target }) => draft.type(target.validity.badInput ? partial : target.value)}
          onBlur={draft.commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') draft.commit();
            else if (event.key === 'Escape') draft.drop();
          }}
        />
      </div>
      <p className="told small" id={told}>
        {draft.problem}
        {draft.meanwhile !== undefined && (
          <>
            Meanwhile changed to “{shown}”.{' '}
            <button type="button" className="link" onClick={draft.drop}>
              Use that
            </button>
          </>
        )}
      </p>
    </>
  );
}
