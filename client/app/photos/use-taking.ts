/** Taking pictures into a record: one after the other, as each costs a decoded photo of memory; what is none is told. */
import { useState } from 'react';
import type { EntityName, FileId } from '../../../shared/lib/ids.ts';
import { UnreadablePicture } from '../../replica/files/types.ts';
import { useDevice } from '../device.ts';

export interface Taking {
  readonly take: (pictures: readonly File[]) => Promise<void>;
  /** Pictures that are being made ready. */
  readonly busy: number;
  /** What could not be taken; empty when nothing. */
  readonly problem: string;
}

/** `taken` is called with each id; it must not mind that the component is gone by then. */
export function useTaking(record: EntityName, taken: (id: FileId) => void): Taking {
  const { files } = useDevice();
  const [busy, setBusy] = useState(0);
  const [problem, setProblem] = useState('');
  const takeOne = async (picture: File): Promise<string | undefined> => {
    try {
      taken(await files.add(picture, { for: record }));
      return undefined;
    } catch (error) {
      if (!(error instanceof UnreadablePicture)) throw error;
      return picture.name || 'one of them';
    } finally {
      setBusy((count) => count - 1);
    }
  };
  const take = async (pictures: readonly File[]): Promise<void> => {
    setProblem('');
    setBusy((count) => count + pictures.length);
    const unreadable: string[] = [];
    for (const picture of pictures) {
      const name = await takeOne(picture);
      if (name !== undefined) unreadable.push(name);
    }
    if (unreadable.length > 0) {
      setProblem(
        `This device cannot read ${unreadable.join(', ')} as a picture. JPEG, PNG and WebP always work.`,
      );
    }
  };
  return { take, busy, problem };
}
