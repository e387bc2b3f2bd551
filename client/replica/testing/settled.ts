/** Waits until nothing is on its way any more. Beside the scene, which is for programs without Vitest, too. */
import { expect, vi } from 'vitest';
import type { Replica } from '../types.ts';

/** Until the replica has caught up, and nothing of it is unsent. */
export const settled = (replica: Replica): Promise<void> =>
  vi.waitFor(
    () => expect(replica.status()).toMatchObject({ state: 'completed', pending: { edits: 0 } }),
    8_000,
  );

/** Until the replica has caught up, and no record, edit or unsaved edit waits. */
export const allSettled = (replica: Replica): Promise<void> =>
  vi.waitFor(() => {
    expect(replica.status()).toMatchObject({
      state: 'completed',
      pending: { records: 0, edits: 0, unsaved: 0 },
    });
  }, 5_000);
