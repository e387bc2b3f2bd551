/** What a component shows of a file: its picture for as long as it is on screen, and how far it has been sent. */
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { FileId } from '../../../shared/lib/ids.ts';
import type { Rendition } from '../../../shared/protocol/file-upload.ts';
import type { Files, HeldPicture, UploadState } from '../../replica/files/types.ts';
import { useDevice } from '../device.ts';
import { useVersion, type Subscribe } from '../use-version.ts';

export type ShownPicture = Pick<HeldPicture, 'url' | 'state'>;

const loading: ShownPicture = { url: undefined, state: 'loading' };

/** Held while somebody subscribes: its address is good for just as long. */
function sourceOf(files: Files, id: FileId, rendition: Rendition) {
  let now = loading;
  return {
    subscribe: (changed: () => void): (() => void) => {
      const held = files.hold(id, rendition);
      const look = (): void => {
        now = { url: held.url, state: held.state };
      };
      look();
      const leave = held.subscribe(() => {
        look();
        changed();
      });
      return () => {
        leave();
        held.release();
        now = loading;
      };
    },
    snapshot: (): ShownPicture => now,
  };
}

export function usePicture(id: FileId, rendition: Rendition): ShownPicture {
  const { files } = useDevice();
  const { subscribe, snapshot } = useMemo(() => sourceOf(files, id, rendition), [files, id, rendition]);
  return useSyncExternalStore(subscribe, snapshot);
}

export function useUpload(id: FileId): UploadState {
  const { files } = useDevice();
  useVersion(useCallback<Subscribe>((changed) => files.subscribe(changed), [files]));
  return files.state(id);
}
