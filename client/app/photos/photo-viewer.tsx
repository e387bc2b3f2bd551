/** Photos one at a time over the whole page: arrows lead on, Escape leads back. */
import { ActionIcon, Modal } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import type { FileId } from '../../../shared/lib/ids.ts';
import { describeUpload } from './describe-upload.ts';
import classes from './photos.module.css';
import { usePicture, useUpload } from './use-picture.ts';

interface PhotoViewerProps {
  readonly ids: readonly FileId[];
  readonly label: string;
  /** Undefined while it is closed. */
  readonly shown: FileId | undefined;
  readonly show: (id: FileId | undefined) => void;
}

export function PhotoViewer({ ids, label, shown, show }: PhotoViewerProps) {
  const at = shown === undefined ? -1 : ids.indexOf(shown);
  const go = (by: number): void => {
    const next = ids[at + by];
    if (next) show(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') go(-1);
    if (event.key === 'ArrowRight') go(1);
  };
  // One that somebody removes while it is shown closes.
  const id = ids[at];
  return (
    <Modal
      opened={id !== undefined}
      onClose={() => show(undefined)}
      fullScreen
      title={id && `${label}, ${at + 1} of ${ids.length}`}
      closeButtonProps={{ 'aria-label': 'Close photos', size: 'lg' }}
      onKeyDown={onKeyDown}
    >
      {id && (
        <div className={classes.viewer}>
          <ActionIcon
            className={classes.previous ?? ''}
            variant="default"
            size="xl"
            aria-label="Previous photo"
            disabled={at === 0}
            onClick={() => go(-1)}
          >
            <IconChevronLeft aria-hidden="true" />
          </ActionIcon>
          <Large key={id} id={id} name={`${label}, ${at + 1} of ${ids.length}`} />
          <ActionIcon
            className={classes.next ?? ''}
            variant="default"
            size="xl"
            aria-label="Next photo"
            disabled={at === ids.length - 1}
            onClick={() => go(1)}
          >
            <IconChevronRight aria-hidden="true" />
          </ActionIcon>
        </div>
      )}
    </Modal>
  );
}

const instead = {
  loading: 'Loading the photo…',
  here: '',
  away: 'The photo itself is not on this device; it comes with the connection.',
  missing: 'The photo itself has not been sent yet.',
} as const;

/** The photo itself; until that is here, its thumb and why. */
function Large({ id, name }: { id: FileId; name: string }) {
  const full = usePicture(id, 'full');
  const thumb = usePicture(id, 'thumb');
  const upload = useUpload(id);
  const words = [instead[full.state], describeUpload(upload)].filter(Boolean).join(' ');
  const url = full.url ?? thumb.url;
  return (
    <figure className={classes.large} data-testid="large-photo" data-state={full.state}>
      {url !== undefined && <img src={url} alt={name} data-whole={full.url !== undefined} />}
      <figcaption className="quiet" aria-live="polite">
        {words}
      </figcaption>
    </figure>
  );
}
