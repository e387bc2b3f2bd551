/** Adds a line to an order: by hand, or begun from an item of the inventory or from one of the order's devices. */
import { Button, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { entityKey, parseEntityId, parseKind } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { LedgerField, Value } from '../../../shared/schema/field.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { Choice } from '../fields/choice.tsx';
import classes from '../fields/fields.module.css';
import { editMoney } from '../fields/money.ts';
import { parseScalar } from '../fields/parse-scalar.ts';
import { Picker } from '../fields/picker.tsx';
import { useKeptTexts } from '../fields/use-kept-text.ts';
import { titleOf } from '../list/title-of.ts';
import { useRecordPlace } from '../record/record-context.ts';
import { inWords } from '../words.ts';
import formClasses from './order.module.css';
import { useOrderDevices } from './use-order-devices.ts';

interface LineFormProps {
  readonly name: string;
  readonly field: LedgerField;
  readonly close: () => void;
}

/** The rate that most of a British shop's work has. */
const usualVat = '20';

export function LineForm({ name, field, close }: LineFormProps) {
  const { open } = useRecordPlace();
  const { replica } = useDevice();
  const devices = useOrderDevices(open.name.id);
  const [texts, keep] = useKeptTexts(`${entityKey(open.name)}/${name}`);
  const [problem, setProblem] = useState('');
  const only = devices.length === 1 ? (devices[0]?.id ?? '') : '';
  const given: Readonly<Record<string, string>> = {
    type: 'labour',
    description: '',
    quantity: '1',
    price: '',
    vat: usualVat,
    device: only,
    ...texts,
  };
  const type = (part: string) => (text: string) => {
    setProblem('');
    keep({ ...texts, [part]: text });
  };
  const add = (): void => {
    const values: Record<string, Value> = {};
    for (const [part, { scalar, label, optional = false }] of Object.entries(field.entry)) {
      const parsed = parseScalar(scalar, given[part] ?? '');
      if (!parsed.ok) return setProblem(`${label}: ${parsed.why}`);
      if (parsed.value === null && !optional) return setProblem(`${label} is needed.`);
      if (parsed.value !== null) values[part] = parsed.value;
    }
    if (values['quantity'] === 0)
      return setProblem(`${label(field, 'quantity')}: a line of none is no line.`);
    open.entity.append(name, values);
    keep({});
  };
  const fromItem = (id: string): void => {
    const kind = must(kinds.get('item'), 'an inventory');
    const to = { kind: parseKind('item'), id: parseEntityId(id) };
    const row = to.kind && to.id && replica.row({ kind: to.kind, id: to.id });
    if (!row) return;
    const { price } = row.fields;
    keep({
      ...texts,
      type: 'part',
      description: titleOf(kind, row),
      ...(typeof price === 'number' && { price: editMoney(price) }),
    });
  };
  const input = (part: string, mode: 'text' | 'decimal', left?: string) => (
    <TextInput
      label={label(field, part)}
      inputMode={mode}
      leftSection={left}
      autoComplete="off"
      value={given[part] ?? ''}
      onChange={(event) => type(part)(event.target.value)}
    />
  );
  return (
    <form
      className={formClasses.line}
      aria-label="Add: Lines"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <div className={formClasses.from}>
        <Picker
          kindName="item"
          label="Begin with an item of the inventory"
          placeholder="From the inventory"
          pick={fromItem}
        />
      </div>
      <Labelled label={label(field, 'type')}>
        {(id) => (
          <Choice
            id={id}
            value={given['type'] ?? ''}
            choices={choicesOf(field, 'type')}
            empty={false}
            inWords={inWords}
            choose={type('type')}
          />
        )}
      </Labelled>
      <div className={formClasses.long}>{input('description', 'text')}</div>
      {input('quantity', 'decimal')}
      {input('price', 'decimal', '£')}
      {input('vat', 'decimal')}
      {devices.length > 0 && (
        <Labelled label={label(field, 'device')}>
          {(id) => (
            <Choice
              id={id}
              value={given['device'] ?? ''}
              choices={devices.map((row) => ({
                value: row.id,
                label: titleOf(must(kinds.get('device'), 'devices'), row),
              }))}
              empty
              inWords={inWords}
              choose={type('device')}
            />
          )}
        </Labelled>
      )}
      <div className={formClasses.payEnd}>
        <Button
          variant="default"
          onClick={() => {
            keep({});
            close();
          }}
        >
          Done
        </Button>
        <Button type="submit">Add</Button>
      </div>
      <p className={classes.told} role="alert">
        {problem}
      </p>
    </form>
  );
}

const label = (field: LedgerField, part: string): string => field.entry[part]?.label ?? part;

function choicesOf(field: LedgerField, part: string): { value: string; label: string }[] {
  const scalar = field.entry[part]?.scalar;
  return scalar?.type === 'enum' ? scalar.values.map((value) => ({ value, label: inWords(value) })) : [];
}

function Labelled({ label, children }: { label: string; children: (id: string) => React.ReactNode }) {
  const id = useId();
  return (
    <div>
      <label className={formClasses.label} htmlFor={id}>
        {label}
      </label>
      {children(id)}
    </div>
  );
}
