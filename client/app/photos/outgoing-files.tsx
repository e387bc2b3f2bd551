/** Photos and signatures that this device has to send, with what can be done about each. Nothing where there are none. */
import { ActionIcon, Button } from '@mantine/core';
import { IconRefresh, IconX } from '@tabler/icons-react';
import { useCallback } from 'react';
import { parseEntityKey } from '../../../shared/lib/ids.ts';
import { kinds } from '../../../shared/schema/kinds.ts';
import type { QueuedFile } from '../../replica/files/types.ts';
import { useDevice } from '../device.ts';
import { titleOf } from '../list/title-of.ts';
import { recordPath } from '../route.ts';
import { Link } from '../shell/link.tsx';
import classes from '../sync/sync.module.css';
import { useVersion, type Subscribe } from '../use-version.ts';
import { describeUpload } from './describe-upload.ts';

const problems = {
  full: 'This device is full: what you photograph now is only in this page until it is sent. Keep it open.',
  failed: 'This device does not store photos right now: they are only in this page until they are sent.',
  unavailable:
    'This browser does not let Solder store photos: they are only in this page until they are sent.',
} as const;

export function OutgoingFiles() {
  const { files } = useDevice();
  useVersion(useCallback<Subscribe>((changed) => files.subscribe(changed), [files]));
  const queue = files.queue();
  const { problem } = files;
  if (queue.length === 0 && problem === null) return null;
  const failed = queue.some(({ upload }) => upload.state === 'failed');
  return (
    <section className={classes.panel} aria-labelledby="outgoing-files">
      <header className={classes.panelHead}>
        <h2 id="outgoing-files">Photos to be sent</h2>
        {failed && (
          <Button size="xs" variant="default" onClick={() => files.retryAll()}>
            Try all again
          </Button>
        )}
      </header>
      {problem && <p role="alert">{problems[problem]}</p>}
      <ul className={classes.queue}>
        {queue.map((file) => (
          <Queued key={file.id} file={file} />
        ))}
      </ul>
    </section>
  );
}

function Queued({ file }: { file: QueuedFile }) {
  const { files, replica } = useDevice();
  const name = parseEntityKey(file.for);
  const kind = name && kinds.get(name.kind);
  const title = kind ? titleOf(kind, replica.row(name) ?? { id: name.id, fields: {} }, replica) : file.for;
  return (
    <li className={classes.queued} data-testid="queued-file" data-upload={file.upload.state}>
      <span className={classes.what}>
        {name ? (
          <Link className="record-link" href={recordPath(replica.shop, name)}>
            {kind?.label ?? name.kind}: {title}
          </Link>
        ) : (
          title
        )}
        <span className="quiet small">
          {Math.ceil(file.bytes / 1024).toLocaleString('en-GB')} KB · {describeUpload(file.upload)}
        </span>
      </span>
      {file.upload.state === 'failed' && (
        <ActionIcon
          variant="default"
          aria-label={`Send the photo of ${title} again`}
          onClick={() => files.retry(file.id)}
        >
          <IconRefresh size={18} aria-hidden="true" />
        </ActionIcon>
      )}
      <ActionIcon
        variant="default"
        aria-label={`Give up the photo of ${title}`}
        onClick={() => void files.cancel(file.id)}
      >
        <IconX size={18} aria-hidden="true" />
      </ActionIcon>
    </li>
  );
}
