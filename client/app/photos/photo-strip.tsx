/**
 * Photos of a record in a row: taken with the camera, chosen, dropped or pasted, shown from this device at once, whatever
 * the network (rule PHOTO-11). It knows ids and a record's name; where the ids are kept is its caller's.
 */
import { Button, Loader } from '@mantine/core';
import { IconCamera, IconPhotoPlus } from '@tabler/icons-react';
import { useRef, useState, type ChangeEvent } from 'react';
import type { EntityName, FileId } from '../../../shared/lib/ids.ts';
import { PhotoTile } from './photo-tile.tsx';
import { PhotoViewer } from './photo-viewer.tsx';
import classes from './photos.module.css';
import { useTaking } from './use-taking.ts';

interface PhotoStripProps {
  readonly ids: readonly FileId[];
  /** What they are, for those who cannot see them: `Photos before`. */
  readonly label: string;
  /** The record that they belong to. */
  readonly record: EntityName;
  /** Absent where this person may only look. It may be called after the strip is gone; what it throws is told. */
  readonly add?: ((id: FileId) => void | Promise<void>) | undefined;
  readonly remove?: ((id: FileId) => void) | undefined;
}

const pictures = 'image/*';

const picturesIn = (transfer: DataTransfer | null): readonly File[] =>
  [...(transfer?.files ?? [])].filter(({ type }) => type === '' || type.startsWith('image/'));

export function PhotoStrip({ ids, label, record, add, remove }: PhotoStripProps) {
  const [shown, setShown] = useState<FileId>();
  const { take, busy, problem } = useTaking(record, (id) => add?.(id));
  const [over, setOver] = useState(false);
  const nameOf = (at: number): string => `${label}, ${at + 1} of ${ids.length}`;
  const taking = add && {
    onDragOver: (event: React.DragEvent) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: React.DragEvent) => {
      event.preventDefault();
      setOver(false);
      void take(picturesIn(event.dataTransfer));
    },
    onPaste: (event: React.ClipboardEvent) => {
      const pasted = picturesIn(event.clipboardData);
      if (pasted.length > 0) void take(pasted);
    },
  };
  return (
    <div className={classes.strip} role="group" aria-label={label} data-over={over} {...taking}>
      {(ids.length > 0 || busy > 0) && (
        <ul className={classes.tiles}>
          {ids.map((id, at) => (
            <PhotoTile
              key={id}
              id={id}
              name={nameOf(at)}
              show={() => setShown(id)}
              remove={remove && (() => remove(id))}
            />
          ))}
          {Array.from({ length: busy }, (_, at) => (
            <li key={`busy ${at}`} className={classes.tile}>
              <span className={classes.absent}>
                <Loader size="sm" aria-label="Making a photo ready" />
              </span>
            </li>
          ))}
        </ul>
      )}
      {ids.length === 0 && !add && <span className="quiet">–</span>}
      {add && (
        <div className={classes.buttons}>
          <PictureButton label="Take photo" capture take={take}>
            <IconCamera size={18} aria-hidden="true" />
          </PictureButton>
          <PictureButton label="Choose photos" take={take}>
            <IconPhotoPlus size={18} aria-hidden="true" />
          </PictureButton>
          <span className={`quiet ${classes.hint}`}>or drop or paste them here</span>
        </div>
      )}
      {problem !== '' && (
        <p className={classes.told} role="alert">
          {problem}
        </p>
      )}
      <PhotoViewer ids={ids} label={label} shown={shown} show={setShown} />
    </div>
  );
}

interface PictureButtonProps {
  readonly label: string;
  /** Opens the camera where there is one. */
  readonly capture?: boolean;
  readonly take: (pictures: readonly File[]) => Promise<void>;
  readonly children: React.ReactNode;
}

function PictureButton({ label, capture = false, take, children }: PictureButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const chosen = (event: ChangeEvent<HTMLInputElement>): void => {
    void take([...(event.target.files ?? [])]);
    // The same photo may be chosen again.
    event.target.value = '';
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={pictures}
        multiple={!capture}
        {...(capture && { capture: 'environment' })}
        hidden
        aria-label={label}
        onChange={chosen}
      />
      <Button variant="default" leftSection={children} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
