/** What the badge stands for: how many edits wait, when each kind was last in step, and what can be done now. */
import { useState } from 'react';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import { useDevice } from '../device.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { titleOf } from '../list/title-of.ts';
import { ago, moment } from '../when.ts';
import type { StatusWords } from './describe-status.ts';
import { usePendingVersion, useNow, useStatus } from './use-status.ts';

const listed = 20;

export function SyncDetails({ id, words, close }: { id: string; words: StatusWords; close: () => void }) {
  const { replica } = useDevice();
  const status = useStatus();
  const now = useNow();
  usePendingVersion();
  const [said, setSaid] = useState('');
  const trying = (): void => {
    setSaid('Trying…');
    replica.syncNow().then(
      () => setSaid('Everything is in step.'),
      () => setSaid('It did not work. Your edits are kept and tried again by themselves.'),
    );
  };
  const pending = replica.pendingNames();
  return (
    <section
      className="panel"
      id={id}
      aria-label="Sync details"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <p>{words.long}</p>
      {status.state === 'offline' && status.retryAt !== null && (
        <p className="quiet">
          {status.retryAt > now ? `Next try at ${moment(status.retryAt, now)}.` : 'Trying again now.'}
        </p>
      )}
      <p>
        <button type="button" className="primary" onClick={trying}>
          Sync now
        </button>{' '}
        <output className="quiet">{said}</output>
      </p>
      {pending.length > 0 && (
        <>
          <h3>Waiting to be sent</h3>
          <ul className="plain">
            {pending.slice(0, listed).map((key) => {
              const name = parseEntityKey(key);
              const kind = name && kinds.get(name.kind);
              if (!name || !kind) return <li key={key}>{key}</li>;
              return (
                <li key={key}>
                  <Link href={recordPath(replica.shop, name)} onClick={close}>
                    {kind.label}: {titleOf(kind, replica.row(name) ?? { id: name.id, fields: {} })}
                  </Link>
                </li>
              );
            })}
            {pending.length > listed && <li className="quiet">and {pending.length - listed} more</li>}
          </ul>
        </>
      )}
      <h3>Last in step</h3>
      <dl className="pairs">
        {[...kinds.values()].map((kind) => {
          const at = status.lastSyncByKind.get(kind.name);
          return (
            <div key={kind.name}>
              <dt>{kind.plural}</dt>
              <dd>{at === undefined ? 'never' : ago(at, replica.now())}</dd>
            </div>
          );
        })}
      </dl>
      <p className="quiet">
        {status.leader ? 'This tab does the syncing.' : 'Another tab of Solder does the syncing.'}
      </p>
    </section>
  );
}
