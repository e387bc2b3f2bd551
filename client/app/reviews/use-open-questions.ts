/** The open questions on this device, as they come and go. */
import { useMemo } from 'react';
import { calmly } from '../calmly.ts';
import { useDevice } from '../device.ts';
import { kindsFor } from '../kinds-for.ts';
import { useVersion } from '../use-version.ts';
import { openQuestions, type OpenQuestion } from './open-questions.ts';

/** More than anybody settles in a day; the rest come up as these are settled. */
const shown = 500;

export function useOpenQuestions(): readonly OpenQuestion[] {
  const { replica } = useDevice();
  const kinds = useMemo(() => kindsFor(replica.user.role), [replica]);
  useVersion(
    useMemo(
      () =>
        calmly((changed) => {
          const stops = kinds.map(({ name }) => replica.subscribeRows(name, changed));
          return () => {
            for (const stop of stops) stop();
          };
        }),
      [replica, kinds],
    ),
  );
  return openQuestions(
    kinds.map((kind) => ({
      kind,
      rows: replica.rows({ kind: kind.name, inReview: true, includeDeleted: true, limit: shown }).rows,
    })),
  );
}
