/** One record: what it says, how it is stored, who changed what of late, and who is in it. */
import { Button, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { HistoryEntry } from '../../shared/document/history/change.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { ConnectionTold, DocumentTold } from '../../shared/operator/told.ts';
import { sizeText } from '../app/sync/size-text.ts';
import { ago, moment } from '../app/when.ts';
import { counted, inDigits } from '../app/words.ts';
import { PlaceLink } from './frame.tsx';
import type { OperatorApi } from './operator-api.ts';
import classes from './operator.module.css';
import { Table, type Column } from './table.tsx';
import { Trouble } from './trouble.tsx';
import { useAsked } from './use-asked.ts';
import { go } from './use-place.ts';

interface RecordsPageProps {
  readonly api: OperatorApi;
  readonly time: Time;
  readonly out: (why: string) => void;
  readonly shop: string;
  /** `KIND/ID` */
  readonly record: string;
}

export function RecordsPage(props: RecordsPageProps) {
  const { shop, record } = props;
  return (
    <>
      <div className={classes.head}>
        <h1>Records</h1>
        <Which key={`${shop}/${record}`} shop={shop} record={record} />
      </div>
      {shop !== '' && record !== '' ? (
        <Shown key={`${shop}/${record}`} {...props} />
      ) : (
        <p className="quiet">
          Name a record as it stands in the address of the shop’s page, such as <code>demo</code> and{' '}
          <code>ticket/01abc…</code>. That you look into it is in the audit of its shop.
        </p>
      )}
    </>
  );
}

function Which({ shop, record }: { readonly shop: string; readonly record: string }) {
  const [[shopText, recordText], setTexts] = useState([shop, record] as const);
  return (
    <form
      className={classes.filter}
      onSubmit={(event) => {
        event.preventDefault();
        go({ page: 'records', shop: shopText.trim(), record: recordText.trim() });
      }}
    >
      <TextInput
        aria-label="Shop"
        placeholder="Shop"
        value={shopText}
        onChange={({ currentTarget }) => setTexts([currentTarget.value, recordText])}
      />
      <TextInput
        aria-label="Record"
        placeholder="kind/id"
        value={recordText}
        onChange={({ currentTarget }) => setTexts([shopText, currentTarget.value])}
      />
      <Button type="submit" variant="default">
        Look into it
      </Button>
    </form>
  );
}

function Shown({ api, time, out, shop, record }: RecordsPageProps) {
  // Once, and again when it is asked for: each look is in the audit.
  const ask = useCallback(() => api.document(shop, record), [api, shop, record]);
  const { value, trouble, again } = useAsked(ask, { time, out });
  return (
    <>
      <Trouble says={trouble} />
      {value && <Told told={value} now={time.now()} again={again} />}
    </>
  );
}

function Told({
  told,
  now,
  again,
}: {
  readonly told: DocumentTold;
  readonly now: number;
  readonly again: () => void;
}) {
  const fields = Object.entries(told.row.fields).filter(([, value]) => says(value));
  return (
    <div className={classes.record} data-testid="record">
      <section className={classes.panel} aria-labelledby="stored">
        <div className={classes.panelHead}>
          <h2 id="stored">
            {told.kind} {told.id}
            {told.row.deleted && ' (deleted)'}
          </h2>
          <Button variant="default" onClick={again}>
            Look again
          </Button>
        </div>
        <dl className={classes.facts}>
          <Fact says="size on the disk">{sizeText(told.bytes)}</Fact>
          <Fact says="log entries since it was folded">{inDigits(told.entries)}</Fact>
          <Fact says="newest number">{inDigits(told.head)}</Fact>
          <Fact says="sessions that wrote it">{inDigits(told.clients)}</Fact>
          <Fact says="written by">{told.authors.join(', ') || 'nobody known'}</Fact>
          <Fact says="lost or changed on the disk">
            {told.damage > 0 ? counted(told.damage, 'part') : 'nothing'}
          </Fact>
        </dl>
        {told.waits && <p className={classes.warn}>Something in it waits for what is not here.</p>}
      </section>
      <section className={classes.panel} aria-labelledby="here">
        <h2 id="here">Who is in it</h2>
        <Table
          caption="Who is in it"
          columns={hereColumns(now)}
          lines={told.here}
          keyOf={({ session }) => session}
          none="Nobody has it open."
        />
      </section>
      <section className={classes.panel} aria-labelledby="row">
        <h2 id="row">Row</h2>
        {told.row.review.length > 0 && <p>In review: {told.row.review.join(', ')}</p>}
        <dl className={classes.row}>
          {fields.map(([field, value]) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd>{shortened(typeof value === 'string' ? value : JSON.stringify(value))}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section className={classes.panel} aria-labelledby="history">
        <h2 id="history">History</h2>
        <Table
          caption="History"
          columns={historyColumns(now)}
          lines={told.history}
          keyOf={({ version, part }) => `${version}.${part}`}
          none="Nothing is told of it."
        />
        {told.more && (
          <p className="quiet">
            There is more: solder doc history {told.shop}/{told.kind}/{told.id}
          </p>
        )}
      </section>
    </div>
  );
}

/** Whether a value is more than nothing. */
const says = (value: unknown): boolean =>
  value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0);

const mostShown = 600;
const shortened = (text: string): string =>
  text.length > mostShown ? `${text.slice(0, mostShown)}… (${inDigits(text.length)} characters)` : text;

function Fact({ says, children }: { readonly says: string; readonly children: string }) {
  return (
    <div>
      <dt>{says}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const hereColumns = (now: number): readonly Column<ConnectionTold>[] => [
  {
    says: 'Person',
    cell: ({ shop, user, name }) => <PlaceLink to={{ page: 'connections', shop, user }}>{name}</PlaceLink>,
  },
  { says: 'Since', cell: ({ since }) => ago(since, now) },
  { says: 'Door', cell: ({ through }) => (through === 'app' ? 'Solder' : 'y-websocket') },
];

const historyColumns = (now: number): readonly Column<HistoryEntry>[] => [
  { says: 'When', cell: ({ at }) => moment(at, now) },
  { says: 'Who', cell: ({ author }) => author },
  { says: 'Through', cell: ({ through }) => through },
  {
    says: 'What',
    cell: ({ changes }) =>
      changes
        .map((change) => ('field' in change ? `${change.type} ${change.field}` : change.type))
        .join(', '),
  },
];
