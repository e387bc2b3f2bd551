/** Shops, devices that were away for days, and large records: what is read from the store now and then. */
import { useCallback } from 'react';
import type { Time } from '../../shared/lib/time.ts';
import {
  bloatedBytes,
  type Looked,
  type ShopTold,
  type StoredSize,
  type UnsyncedDevice,
} from '../../shared/operator/told.ts';
import { sizeText } from '../app/sync/size-text.ts';
import { ago } from '../app/when.ts';
import { counted, inDigits } from '../app/words.ts';
import { PlaceLink } from './frame.tsx';
import type { OperatorApi } from './operator-api.ts';
import classes from './operator.module.css';
import { Table, type Column } from './table.tsx';
import { secondsText } from './texts.ts';
import { Trouble } from './trouble.tsx';
import { useAsked } from './use-asked.ts';

const every = 5_000;

interface ShopsPageProps {
  readonly api: OperatorApi;
  readonly time: Time;
  readonly out: (why: string) => void;
}

export function ShopsPage({ api, time, out }: ShopsPageProps) {
  const ask = useCallback(() => api.look(), [api]);
  const { value, trouble } = useAsked(ask, { time, every, out });
  return (
    <>
      <div className={classes.head}>
        <h1>Shops and devices</h1>
        {value && <span className="quiet">read {ago(value.at, time.now())}</span>}
      </div>
      <Trouble says={trouble} />
      {value && <Lists looked={value} now={time.now()} />}
    </>
  );
}

function Lists({ looked, now }: { readonly looked: Looked; readonly now: number }) {
  return (
    <>
      <section className={classes.panel} aria-labelledby="shops">
        <h2 id="shops">Shops</h2>
        <Table
          caption="Shops"
          columns={shopColumns}
          lines={looked.shops}
          keyOf={({ shop }) => shop}
          none="There is no shop yet."
        />
      </section>
      <section className={classes.panel} aria-labelledby="unsynced">
        <h2 id="unsynced">Devices unsynced for days</h2>
        {looked.devices.length > 0 && (
          <p className="quiet">
            What they told of unsent edits is as old as their last visit. Let them connect; sign a lost one
            out with <code>solder device retire</code>.
          </p>
        )}
        <Table
          caption="Devices unsynced for days"
          columns={deviceColumns(now)}
          lines={looked.devices}
          keyOf={({ shop, user, id }) => `${shop}/${user}/${id}`}
          none="Every device was here within two days, and keeps nothing older."
        />
      </section>
      <section className={classes.panel} aria-labelledby="largest">
        <h2 id="largest">
          Largest records
          {looked.bloated > 0 &&
            `, ${counted(looked.bloated, 'of them above', 'of them above')} ${sizeText(bloatedBytes)}`}
        </h2>
        <Table
          caption="Largest records"
          columns={sizeColumns}
          lines={looked.largest.slice(0, 20)}
          keyOf={({ shop, kind, id }) => `${shop}/${kind}/${id}`}
          none="Nothing is stored yet."
        />
      </section>
    </>
  );
}

const bounded = (count: number, most: number | undefined): string =>
  most === undefined ? inDigits(count) : `${inDigits(count)} of ${inDigits(most)}`;

const shopColumns: readonly Column<ShopTold>[] = [
  {
    says: 'Shop',
    cell: ({ shop, title, suspended }) => (
      <>
        <strong>{title}</strong> <span className="quiet">{shop}</span>{' '}
        {suspended && <span className={classes.mark}>suspended</span>}
      </>
    ),
  },
  { says: 'Records', isNumber: true, cell: ({ records, quotas }) => bounded(records, quotas.records) },
  { says: 'People', isNumber: true, cell: ({ people, quotas }) => bounded(people, quotas.users) },
  {
    says: 'Connections',
    isNumber: true,
    cell: ({ shop, connections, quotas }) => (
      <PlaceLink to={{ page: 'connections', shop, user: '' }}>
        {bounded(connections, quotas.sockets)}
      </PlaceLink>
    ),
  },
  { says: 'Devices', isNumber: true, cell: ({ devices }) => inDigits(devices) },
  { says: 'Unsynced', isNumber: true, cell: ({ unsynced }) => marked(unsynced) },
  { says: 'Refused, undecided', isNumber: true, cell: ({ refused }) => inDigits(refused) },
  { says: 'Damaged', isNumber: true, cell: ({ damaged }) => marked(damaged) },
];

const marked = (count: number) => (count > 0 ? <span className={classes.mark}>{inDigits(count)}</span> : '0');

const deviceColumns = (now: number): readonly Column<UnsyncedDevice>[] => [
  { says: 'Shop', cell: ({ shop }) => shop },
  { says: 'Person', cell: ({ user }) => user },
  {
    says: 'Device',
    cell: ({ device, id }) => (
      <>
        {device || 'Not named'} <span className="quiet">{id.slice(0, 8)}</span>
      </>
    ),
  },
  { says: 'Last here', cell: ({ seen }) => `${secondsText(now - seen)} ago` },
  {
    says: 'Unsent then',
    cell: ({ edits, unsentSince }) =>
      edits > 0 && unsentSince !== null ? (
        <span className={classes.mark}>
          {counted(edits, 'edit')}, the oldest {secondsText(now - unsentSince)} old
        </span>
      ) : (
        'nothing'
      ),
  },
  { says: 'Version', cell: ({ schema }) => schema },
];

const sizeColumns: readonly Column<StoredSize>[] = [
  {
    says: 'Record',
    cell: ({ shop, kind, id }) => (
      <PlaceLink to={{ page: 'records', shop, record: `${kind}/${id}` }}>
        {shop}/{kind}/{id}
      </PlaceLink>
    ),
  },
  {
    says: 'Size',
    isNumber: true,
    cell: ({ bytes }) =>
      bytes > bloatedBytes ? <span className={classes.mark}>{sizeText(bytes)}</span> : sizeText(bytes),
  },
  { says: 'Log entries', isNumber: true, cell: ({ entries }) => inDigits(entries) },
  {
    says: 'Damaged',
    cell: ({ damaged }) => (damaged ? <span className={classes.mark}>damaged</span> : 'no'),
  },
];
