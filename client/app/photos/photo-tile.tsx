/** One photo in a strip: its thumb, how far it has been sent, and what can be done about it. */
import { ActionIcon, RingProgress } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconPhotoOff, IconRefresh, IconX } from '@tabler/icons-react';
import type { FileId } from '../../../shared/lib/ids.ts';
import type { UploadState } from '../../replica/files/types.ts';
import { useDevice } from '../device.ts';
import { describeUpload } from './describe-upload.ts';
import classes from './photos.module.css';
import { usePicture, useUpload } from './use-picture.ts';

interface PhotoTileProps {
  readonly id: FileId;
  /** `Photos before, 2 of 5`. */
  readonly name: string;
  readonly show: () => void;
  /** Absent where this person may not change the record. */
  readonly remove?: (() => void) | undefined;
}

const absent = { loading: '', here: '', away: 'Not on this device', missing: 'Not sent yet' } as const;

export function PhotoTile({ id, name, show, remove }: PhotoTileProps) {
  const { files } = useDevice();
  const picture = usePicture(id, 'thumb');
  const upload = useUpload(id);
  const words = describeUpload(upload);
  return (
    <li className={classes.tile} data-testid="photo" data-file={id} data-upload={upload.state}>
      <button type="button" className={classes.show} title={words || undefined} onClick={show}>
        {picture.url === undefined ? (
          <span className={classes.absent} role="img" aria-label={`${name}. ${absent[picture.state]}`}>
            {picture.state !== 'loading' && <IconPhotoOff size={22} aria-hidden="true" />}
            <span aria-hidden="true">{absent[picture.state]}</span>
          </span>
        ) : (
          <img src={picture.url} alt={`${name}. ${words}`} decoding="async" draggable={false} />
        )}
      </button>
      <UploadMark upload={upload} />
      {upload.state === 'failed' && (
        <ActionIcon
          className={classes.again ?? ''}
          variant="filled"
          aria-label={`Send ${name} again`}
          title={words}
          onClick={() => files.retry(id)}
        >
          <IconRefresh size={18} aria-hidden="true" />
        </ActionIcon>
      )}
      {remove && (
        <ActionIcon
          className={classes.remove ?? ''}
          variant="default"
          radius="xl"
          aria-label={`Remove ${name}`}
          onClick={remove}
        >
          <IconX size={16} aria-hidden="true" />
        </ActionIcon>
      )}
    </li>
  );
}

function UploadMark({ upload }: { upload: UploadState }) {
  if (upload.state === 'done') return null;
  return (
    <span className={classes.mark} data-tone={upload.state === 'failed' || !upload.saved ? 'bad' : 'busy'}>
      {upload.state === 'uploading' && (
        <RingProgress
          size={22}
          thickness={3}
          sections={[{ value: Math.max(4, upload.progress * 100), color: 'flux.4' }]}
          aria-hidden="true"
        />
      )}
      {upload.state === 'waiting' && <IconClock size={16} aria-hidden="true" />}
      {upload.state === 'failed' && <IconAlertTriangle size={16} aria-hidden="true" />}
      <span>{short(upload)}</span>
    </span>
  );
}

function short(upload: Exclude<UploadState, { state: 'done' }>): string {
  if (!upload.saved) return 'Not saved';
  if (upload.state === 'uploading') return 'Sending';
  return upload.state === 'waiting' ? 'Waiting' : 'Not sent';
}
