/** Who is connected: of all shops, of one, or of one person; the ones that are furthest behind first. */
import { Button, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { Time } from '../../shared/lib/time.ts';
import type { ConnectionTold, Disconnect } from '../../shared/operator/told.ts';
import { sizeText } from '../app/sync/size-text.ts';
import { ago } from '../app/when.ts';
import { counted, inWords } from '../app/words.ts';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { PlaceLink } from './frame.tsx';
import type { OperatorApi } from './operator-api.ts';
import classes from './operator.module.css';
import { Table, type Column } from './table.tsx';
import { Trouble } from './trouble.tsx';
import { useAsked } from './use-asked.ts';
import { go } from './use-place.ts';

const every = 2_000;

interface ConnectionsPageProps {
  readonly api: OperatorApi;
  readonly time: Time;
  readonly out: (why: string) => void;
  readonly shop: string;
  readonly user: string;
}

export function ConnectionsPage({ api, time, out, shop, user }: ConnectionsPageProps) {
  const ask = useCallback(() => api.connections({ shop, user }), [api, shop, user]);
  const { value, trouble, again } = useAsked(ask, { time, every, out });
  const [closing, setClosing] = useState<Disconnect>();
  return (
    <>
      <div className={classes.head}>
        <h1>Connections</h1>
        {value && (
          <span className="quiet" data-testid="connections-count">
            {counted(value.all, 'connection')}
            {value.all > value.connections.length && `, the first ${value.connections.length} of them`}
          </span>
        )}
        <Filter key={`${shop}/${user}`} shop={shop} user={user} />
      </div>
      <Trouble says={trouble} />
      <section className={classes.panel} aria-label="Connections">
        {shop !== '' && user !== '' && value && value.all > 0 && (
          <Button
            variant="default"
            className={classes.start ?? ''}
            onClick={() => setClosing({ shop, user })}
          >{`Disconnect ${user} everywhere`}</Button>
        )}
        {value && (
          <Table
            caption="Connections"
            columns={columnsOf(time.now(), setClosing)}
            lines={value.connections}
            keyOf={({ session }) => session}
            none="Nobody is connected."
          />
        )}
      </section>
      <DisconnectDialog
        api={api}
        out={out}
        whose={closing}
        close={() => {
          setClosing(undefined);
          again();
        }}
      />
    </>
  );
}

const columnsOf = (now: number, close: (whose: Disconnect) => void): readonly Column<ConnectionTold>[] => [
  {
    says: 'Shop',
    cell: (line) => (
      <PlaceLink to={{ page: 'connections', shop: line.shop, user: '' }}>{line.shop}</PlaceLink>
    ),
  },
  {
    says: 'Person',
    cell: (line) => (
      <PlaceLink to={{ page: 'connections', shop: line.shop, user: line.user }}>{line.name}</PlaceLink>
    ),
  },
  { says: 'Role', cell: ({ role }) => inWords(role) },
  { says: 'Since', cell: ({ since }) => ago(since, now) },
  { says: 'Door', cell: ({ through }) => (through === 'app' ? 'Solder' : 'y-websocket') },
  { says: 'Records', isNumber: true, cell: ({ open }) => open },
  { says: 'Unread', isNumber: true, cell: ({ behind }) => (behind > 0 ? sizeText(behind) : '–') },
  {
    says: 'Act',
    cell: (line) => (
      <Button
        variant="subtle"
        color="red"
        aria-label={`Disconnect this connection of ${line.name}`}
        onClick={() => close({ shop: line.shop, session: line.session })}
      >
        Disconnect
      </Button>
    ),
  },
];

function Filter({ shop, user }: { readonly shop: string; readonly user: string }) {
  const [[shopText, userText], setTexts] = useState([shop, user] as const);
  return (
    <form
      className={classes.filter}
      onSubmit={(event) => {
        event.preventDefault();
        go({ page: 'connections', shop: shopText.trim(), user: userText.trim() });
      }}
    >
      <TextInput
        aria-label="Shop"
        placeholder="Shop"
        value={shopText}
        onChange={({ currentTarget }) => setTexts([currentTarget.value, userText])}
      />
      <TextInput
        aria-label="Person"
        placeholder="Person"
        value={userText}
        onChange={({ currentTarget }) => setTexts([shopText, currentTarget.value])}
      />
      <Button type="submit" variant="default">
        Show
      </Button>
    </form>
  );
}
