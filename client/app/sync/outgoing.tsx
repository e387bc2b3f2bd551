/** What this device has to send, record by record, with what can be done about each (row S9). */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconRefresh } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { entityKey } from '../../../shared/lib/ids.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { QueuedRecord } from '../../replica/types.ts';
import { calmly } from '../calmly.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import type { Told } from '../parts/notice.tsx';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import { useNow } from '../status/use-status.ts';
import { useVersion } from '../use-version.ts';
import { counted } from '../words.ts';
import { describeQueued } from './describe-queue.ts';
import classes from './sync.module.css';
import { TakeBack } from './take-back.tsx';

/** A month offline can be thousands of records: this many are named, the rest are counted. */
const named = 100;

export function Outgoing({ tell }: { tell: (told: Told) => void }) {
  const { replica } = useDevice();
  useVersion(useMemo(() => calmly((changed) => replica.subscribeQueue(changed)), [replica]));
  const queue = replica.queue();
  const failed = queue.filter(({ state }) => state.step === 'failed' || state.step === 'held-back');
  return (
    <section className={classes.panel} aria-labelledby="outgoing">
      <header className={classes.panelHead}>
        <h2 id="outgoing">To be sent</h2>
        {failed.length > 0 && (
          <Button size="xs" variant="default" onClick={() => replica.retryAll()}>
            Try all again
          </Button>
        )}
      </header>
      {queue.length === 0 ? (
        <p className="quiet">Nothing: all that was written here is on the relay.</p>
      ) : (
        <ul className={classes.queue}>
          {queue.slice(0, named).map((queued) => (
            <Queued key={entityKey(queued.name)} queued={queued} tell={tell} />
          ))}
        </ul>
      )}
      {queue.length > named && <p className="quiet">and {counted(queue.length - named, 'more record')}</p>}
    </section>
  );
}

function Queued({ queued, tell }: { queued: QueuedRecord; tell: (told: Told) => void }) {
  const { replica } = useDevice();
  const [asks, setAsks] = useState(false);
  const now = useNow();
  const { name, edits, state } = queued;
  const kind = kinds.get(name.kind);
  const words = describeQueued(state, now, replica.now());
  const again = state.step === 'failed' || state.step === 'held-back';
  const isUnsent = state.step !== 'done' && state.step !== 'cancelled';
  const title = kind ? titleOf(kind, replica.row(name) ?? { id: name.id, fields: {} }, replica) : name.id;
  return (
    <li className={classes.queued} data-testid="queued" data-step={state.step}>
      <span className={classes.chip} data-tone={words.tone}>
        {words.short}
      </span>
      <span className={classes.what}>
        <Link className="record-link" href={recordPath(replica.shop, name)}>
          {kind?.label ?? name.kind}: {title}
        </Link>
        <span className="quiet small">
          {counted(edits, 'edit')}
          {words.long !== '' && ` · ${words.long}`}
        </span>
      </span>
      {again && (
        <Tooltip label="Try again">
          <ActionIcon variant="default" aria-label={`Try ${title} again`} onClick={() => replica.retry(name)}>
            <IconRefresh size={18} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      )}
      {isUnsent && (
        <Tooltip label="Take back">
          <ActionIcon variant="default" aria-label={`Take back ${title}`} onClick={() => setAsks(true)}>
            <IconArrowBackUp size={18} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      )}
      {asks && <TakeBack queued={queued} title={title} tell={tell} close={() => setAsks(false)} />}
    </li>
  );
}
