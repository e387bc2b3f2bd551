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
import { exitCodes, Failure } from './failure.ts';
import { requireFolder } from './require-folder.ts';
import type { Terminal } from './terminal.ts';

const tokenLife = 10 * 60_000;

export type Post = (path: string, body?: unknown) => Promise<unknown>;
export type Stream = (path: string, body?: unknown) => Promise<ReadableStream<Uint8Array>>;

export interface Ways<T> {
  readonly here: (workshop: Workshop) => Promise<T>;
  /** `post` and `stream` ask the running relay at a path below `/api/operator`, for JSON and for bytes. */
  readonly there: (post: Post, stream: Stream) => Promise<T>;
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
  const ask = async (path: string, body: unknown): Promise<Response> => {
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
    if (answer.ok) return answer;
    const told: unknown = await answer.json().catch(() => undefined);
    const exitCode = answer.status === 400 ? exitCodes.usage : exitCodes.failed;
    throw new Failure(
      wordsOf(told) ?? `The relay at ${place.url} refused (status ${answer.status}).`,
      exitCode,
    );
  };
  const post: Post = async (path, body) => (await ask(path, body)).json().catch(() => undefined);
  return ways.there(post, async (path, body) => {
    const { body: bytes } = await ask(path, body);
    if (!bytes) throw new Failure(`The relay at ${place.url} answered nothing.`);
    return bytes;
  });
}

/** What a problem of the relay's says for a person. */
const wordsOf = (told: unknown): string | undefined =>
  typeof told === 'object' && told !== null && 'detail' in told && typeof told.detail === 'string'
    ? told.detail
    : undefined;
