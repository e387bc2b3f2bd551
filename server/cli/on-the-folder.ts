/**
 * Work on a data folder: in this process when nobody works on it, else through the relay that does. Only one process works on
 * a folder (rule START-4).
 */
import { mintOperatorToken } from '../auth/operator-token.ts';
import { openSigningKey } from '../auth/signing-key.ts';
import type { Config } from '../config.ts';
import { lockFolder, readPlace } from '../data-folder.ts';
import { silentLog } from '../log.ts';
import { openWorkshop, type Workshop } from '../workshop.ts';
import { Failure } from './failure.ts';
import { requireFolder } from './require-folder.ts';
import type { Terminal } from './terminal.ts';

const tokenLife = 10 * 60_000;

export interface Ways<T> {
  readonly here: (workshop: Workshop) => Promise<T>;
  /** `post` asks the running relay at a path below `/api/operator`. */
  readonly there: (post: (path: string, body?: unknown) => Promise<unknown>) => Promise<T>;
}

export async function onTheFolder<T>(config: Config, { time, random }: Terminal, ways: Ways<T>): Promise<T> {
  await requireFolder(config.data);
  const lock = lockFolder(config.data);
  if (lock) {
    const { data: folder, secretKeys } = config;
    const workshop = await openWorkshop({ folder, secretKeys, time, random, log: silentLog });
    try {
      return await ways.here(workshop);
    } finally {
      await workshop.close();
      lock.release();
    }
  }
  const place = await readPlace(config.data);
  if (!place) {
    throw new Failure(
      `Another process works on ${config.data} and is no relay that answers. Wait until it is done, or end it.`,
    );
  }
  const token = await mintOperatorToken(await openSigningKey(config.data), time, tokenLife);
  return ways.there(async (path, body) => {
    const answer = await fetch(new URL(`/api/operator/${path}`, place.url), {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    }).catch(() => undefined);
    if (!answer) {
      throw new Failure(
        `The relay at ${place.url} does not answer. Wait until it is back, or end it and run this again.`,
      );
    }
    const told: unknown = await answer.json().catch(() => undefined);
    if (answer.ok) return told;
    throw new Failure(wordsOf(told) ?? `The relay at ${place.url} refused (status ${answer.status}).`);
  });
}

/** What a problem of the relay's says for a person. */
const wordsOf = (told: unknown): string | undefined =>
  typeof told === 'object' && told !== null && 'detail' in told && typeof told.detail === 'string'
    ? told.detail
    : undefined;
