/** Parts that went into a device. One from the inventory is taken from its stock, and goes back there when it comes out (rule RECORD-4). */
import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { parseEntityId, parseKind, type EntityName } from '../../../shared/lib/ids.ts';
import type { EntityDocument } from '../../../shared/document/entity-document.ts';
import type { LedgerSummary, Row } from '../../../shared/document/types.ts';
import { changeRecords, tellAway } from '../change-record.ts';
import { useDevice } from '../device.ts';
import { FieldFrame } from '../fields/field-frame.tsx';
import classes from '../fields/fields.module.css';
import { LedgerForm } from '../fields/ledger-form.tsx';
import { showMoney } from '../fields/money.ts';
import { Picker } from '../fields/picker.tsx';
import { RecordLink } from '../fields/record-link.tsx';
import { useLedger } from '../record/declared-field.ts';
import type { NetEntry } from '../record/net-entries.ts';
import { NetTable, type NetColumn } from '../record/net-table.tsx';
import { useRecordPlace } from '../record/record-context.ts';
import { returnPart, takePart } from '../stock/use-part.ts';

export function PartsField({ name }: { name: string }) {
  const { open, may, tell } = useRecordPlace();
  const { replica } = useDevice();
  const field = useLedger(name);
  const label = useId();
  const [byHand, setByHand] = useState(false);
  const { id: deviceId } = open.name;

  /** Nothing is written into a record of which only the row is here: into neither of the two. */
  const both = (item: EntityName, change: (device: EntityDocument, item: EntityDocument) => void): void =>
    void changeRecords(replica, [open.name, item], ([device, from]) => change(device, from)).catch(
      tellAway(replica, tell),
    );
  const take = (itemId: string): void => {
    const itemName = nameOfItem(itemId);
    if (itemName) both(itemName, (device, item) => takePart({ device, deviceId, item, itemId }));
  };
  const giveBack = ({ parts }: NetEntry): void => {
    const itemName = typeof parts['item'] === 'string' ? nameOfItem(parts['item']) : undefined;
    if (itemName) both(itemName, (device, item) => returnPart({ device, deviceId, item }, parts));
    else returnPart({ device: open.entity, deviceId, item: undefined }, parts);
  };
  const step = (entry: NetEntry, by: 1 | -1): void => {
    const { item } = entry.parts;
    if (by < 0) giveBack(entry);
    else if (typeof item === 'string') take(item);
    else open.entity.append(name, { ...entry.parts, quantity: 1 });
  };
  const writable = may(field);
  return (
    <FieldFrame name={name} field={field} labelId={label} wide>
      <NetTable
        name={name}
        field={field}
        labelledBy={label}
        columns={columns}
        called={({ parts }) => String(parts['part'])}
        step={writable ? step : undefined}
        none="No parts yet."
      />
      {writable && (
        <div className={classes.actions}>
          <Picker
            kindName="item"
            label="Take a part from stock"
            placeholder="Take a part from stock"
            note={stockNote}
            pick={take}
          />
          <Button
            variant="subtle"
            size="compact-md"
            aria-expanded={byHand}
            onClick={() => setByHand(!byHand)}
          >
            Something else
          </Button>
        </div>
      )}
      {writable && byHand && <LedgerForm name={name} field={field} action="Add" without={['item']} />}
    </FieldFrame>
  );
}

const columns: readonly NetColumn[] = [
  {
    label: 'Part',
    show: ({ parts }) =>
      typeof parts['item'] === 'string' ? (
        <RecordLink kindName="item" id={parts['item']} called={String(parts['part'])} />
      ) : (
        String(parts['part'])
      ),
  },
  {
    label: 'Unit cost',
    figure: true,
    show: ({ parts }) => (typeof parts['cost'] === 'number' ? showMoney(parts['cost']) : '–'),
  },
];

function nameOfItem(id: string): EntityName | undefined {
  const kind = parseKind('item');
  const entityId = parseEntityId(id);
  return kind && entityId && { kind, id: entityId };
}

function stockNote({ fields }: Row): string {
  const stock = (fields['movements'] as LedgerSummary | undefined)?.sum ?? 0;
  const where = fields['bin'];
  const inStock = stock > 0 ? `${stock.toLocaleString('en-GB')} in stock` : 'none in stock';
  return typeof where === 'string' && where !== '' ? `${inStock}, ${where}` : inStock;
}
