/** Taking pictures into a record: how many are being made ready, and what could not be taken. */
import { useState } from 'react';
import type { EntityName, FileId } from '../../../shared/lib/ids.ts';
import { useDevice } from '../device.ts';
import { giveUpFile } from './give-up-file.ts';
import { takePictures } from './take-pictures.ts';

export interface Taking {
  readonly take: (pictures: readonly File[]) => Promise<void>;
  /** Pictures that are being made ready. */
  readonly busy: number;
  /** What could not be taken; empty when nothing. */
  readonly problem: string;
}

/** `put` is called with each id; it must not mind that the component is gone by then. */
export function useTaking(record: EntityName, put: (id: FileId) => void | Promise<void>): Taking {
  const { files } = useDevice();
  const [busy, setBusy] = useState(0);
  const [problem, setProblem] = useState('');
  const take = async (pictures: readonly File[]): Promise<void> => {
    setProblem('');
    setBusy((count) => count + pictures.length);
    const told = await takePictures(pictures, {
      add: (picture) => files.add(picture, { for: record }),
      put,
      giveUp: (id) => giveUpFile(files, id),
      done: () => setBusy((count) => count - 1),
      report: reportError,
    });
    if (told !== '') setProblem(told);
  };
  return { take, busy, problem };
}
