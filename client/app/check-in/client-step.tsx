/** Whose devices these are: a client whom the shop knows, found by a few letters, or a new one. */
import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch, IconUserCheck } from '@tabler/icons-react';
import { useDeferredValue, useState } from 'react';
import type { EntityId } from '../../../shared/lib/ids.ts';
import { must } from '../../../shared/lib/assert.ts';
import type { Row } from '../../../shared/document/types.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { textOf } from '../list/text-of.ts';
import { titleOf } from '../list/title-of.ts';
import { noFields, type CheckInClient, type ClientFields } from './check-in.ts';
import classes from './check-in.module.css';
import { errorOf, type StepProps } from './step-props.ts';

const clientKind = must(kinds.get('client'), 'no clients');
const offered = 6;

export function ClientStep({ checkIn, change, problems }: StepProps) {
  const { client } = checkIn;
  const set = (changes: Partial<CheckInClient>): void =>
    change((was) => ({ client: { ...was.client, ...changes } }));
  const { replica } = useDevice();
  const choose = (row: Row): void => set({ ...fieldsOf(row), id: row.id as EntityId, known: true });
  if (client.known) {
    return (
      <div className={classes.chosen}>
        <IconUserCheck size={28} stroke={1.6} aria-hidden="true" />
        <div className="grow">
          <strong>{client.name || client.company}</strong>
          <div className="quiet">{contact(client)}</div>
        </div>
        <Button
          variant="default"
          onClick={() => set({ ...noFields, id: replica.freshName('client').id, known: false })}
        >
          Someone else
        </Button>
      </div>
    );
  }
  return (
    <>
      <Find choose={choose} />
      <h2>Or somebody new</h2>
      <Alike client={client} choose={choose} />
      <div className={classes.grid}>
        <Field name="name" label="Name" auto="name" {...{ client, set, problems }} />
        <Field name="phone" label="Phone" auto="tel" type="tel" {...{ client, set, problems }} />
        <Field name="email" label="E-mail" auto="email" type="email" {...{ client, set, problems }} />
        <Field name="company" label="Company" auto="organization" {...{ client, set, problems }} />
        <Field name="address" label="Address" auto="street-address" {...{ client, set, problems }} />
        <Field name="city" label="City" auto="address-level2" {...{ client, set, problems }} />
        <Field name="postcode" label="Postcode" auto="postal-code" {...{ client, set, problems }} />
      </div>
    </>
  );
}

interface FieldProps extends Pick<StepProps, 'problems'> {
  readonly name: keyof ClientFields;
  readonly label: string;
  readonly auto: string;
  readonly type?: string;
  readonly client: CheckInClient;
  readonly set: (changes: Partial<CheckInClient>) => void;
}

function Field({ name, label, type = 'text', client, set, problems }: FieldProps) {
  return (
    <TextInput
      label={label}
      type={type}
      // The device is the shop's: a browser's own address book has nothing to say here.
      autoComplete="off"
      value={client[name]}
      error={errorOf(problems, name)}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  );
}

function Find({ choose }: { choose: (row: Row) => void }) {
  const { replica } = useDevice();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text);
  const rows =
    wanted.trim() === '' ? [] : replica.rows({ kind: 'client', text: wanted, limit: offered }).rows;
  return (
    <div className={classes.find}>
      <TextInput
        label="Find a client"
        type="search"
        placeholder="Name, phone or e-mail"
        leftSection={<IconSearch size={18} aria-hidden="true" />}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          const only = rows.length === 1 ? rows[0] : undefined;
          if (event.key !== 'Enter' || !only) return;
          event.preventDefault();
          choose(only);
        }}
      />
      <ul className={classes.found} aria-label="Clients found">
        {rows.map((row) => (
          <li key={row.id}>
            <Found row={row} choose={choose} />
          </li>
        ))}
      </ul>
      {wanted.trim() !== '' && rows.length === 0 && (
        <p className="quiet small">No such client on this device: fill in who it is below.</p>
      )}
    </div>
  );
}

function Found({ row, choose }: { row: Row; choose: (row: Row) => void }) {
  return (
    <UnstyledButton className={classes.hit ?? ''} onClick={() => choose(row)}>
      <strong>{titleOf(clientKind, row)}</strong> <span className="quiet">{contact(fieldsOf(row))}</span>
    </UnstyledButton>
  );
}

/** Somebody with the same phone number or address is probably the same person: two records of one are a nuisance for years. */
function Alike({ client, choose }: { client: CheckInClient; choose: (row: Row) => void }) {
  const { replica } = useDevice();
  const wanted = useDeferredValue([client.email.trim(), client.phone.trim()].join('\n'));
  const alike = wanted
    .split('\n')
    .filter((text) => text.length > 5)
    .flatMap((text) => replica.rows({ kind: 'client', text, limit: 2 }).rows);
  const [first] = alike;
  if (!first) return null;
  return (
    <div className={classes.alike} role="status">
      <span>Is this who you mean?</span>
      <Found row={first} choose={choose} />
    </div>
  );
}

function fieldsOf(row: Row): ClientFields {
  const text = (name: keyof ClientFields): string => textOf(row, name);
  return {
    name: text('name'),
    phone: text('phone'),
    email: text('email'),
    company: text('company'),
    address: text('address'),
    city: text('city'),
    postcode: text('postcode'),
  };
}

const contact = ({ phone, email, company, city }: ClientFields): string =>
  [company, phone, email, city].filter(Boolean).join(' · ');
