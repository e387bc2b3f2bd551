/** What the replica hears of erased records goes for the files of this device, too: those it has by now, and those to come. */
import type { Replica } from '../types.ts';
import type { Files } from './types.ts';

/** The answer ends it. What cannot be let go of now is when the page is opened the next time. */
export function forgetErased(
  replica: Pick<Replica, 'erased' | 'subscribeErased'>,
  files: Pick<Files, 'erase'>,
): () => void {
  const look = async (): Promise<void> => files.erase(await replica.erased());
  const again = (): void => void look().catch(() => undefined);
  again();
  return replica.subscribeErased(again);
}
