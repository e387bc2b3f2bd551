/**
 * Work on a data folder: in this process when nobody works on it, else through the relay that does. Only one process works on
 * a folder (rule START-4).
 */
import type { Config } from '../config.ts';
import { lockFolder } from '../data-folder.ts';
import { silentLog } from '../log.ts';
import { openWorkshop, type Workshop } from '../workshop.ts';
import { askRelay, type AskRelay, type StreamRelay } from './ask-relay.ts';
import { requireFolder } from './require-folder.ts';
import type { Terminal } from './terminal.ts';

export interface Ways<T> {
  readonly here: (workshop: Workshop) => Promise<T>;
  /** `post` and `stream` ask the running relay at a path below `/api/operator`, for JSON and for bytes. */
  readonly there: (post: AskRelay, stream: StreamRelay) => Promise<T>;
}

export async function onTheFolder<T>(config: Config, { time, random }: Terminal, ways: Ways<T>): Promise<T> {
  await requireFolder(config.data);
  const lock = lockFolder(config.data);
  if (lock) {
    const { data: folder, secretKeys, webhooksAnywhere, oidc } = config;
    const workshop = await openWorkshop({
      folder,
      secretKeys,
      webhooksAnywhere,
      // Who the provider is nobody asks here: only that there is one.
      passwords: oidc === '',
      time,
      random,
      log: silentLog,
    });
    try {
      return await ways.here(workshop);
    } finally {
      await workshop.close();
      lock.release();
    }
  }
  const { post, stream } = await askRelay(config, time);
  return ways.there(post, stream);
}
