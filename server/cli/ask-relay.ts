/** Asks the relay that runs on a data folder, as its operator (rule OPERATE-1). */
import { Readable } from 'node:stream';
import type { Time } from '../../shared/lib/time.ts';
import { mintOperatorToken } from '../auth/operator-token.ts';
import { openSigningKey } from '../auth/signing-key.ts';
import type { Config } from '../config.ts';
import { readPlace } from '../data-folder.ts';
import { exitCodes, Failure } from './failure.ts';
import { jsonOf, NotAnswered, NotAsked, postJson, type Answer } from './post-json.ts';

const tokenLife = 10 * 60_000;

/** At a path below `/api/operator`, for JSON. @throws Failure with what the relay said */
export type AskRelay = (path: string, body?: unknown) => Promise<unknown>;
/** The same, for bytes. */
export type StreamRelay = (path: string, body?: unknown) => Promise<ReadableStream<Uint8Array>>;

/** @throws Failure when whoever works on the folder is no relay */
export async function askRelay(
  { data }: Pick<Config, 'data'>,
  time: Time,
): Promise<{ readonly post: AskRelay; readonly stream: StreamRelay }> {
  const place = await readPlace(data);
  if (!place) {
    throw new Failure(
      `Another process works on ${data} and is no relay that answers. Wait until it is done, or end it.`,
    );
  }
  const key = await openSigningKey(data);
  const ask = async (path: string, body: unknown): Promise<Answer> => {
    const token = await mintOperatorToken(key, time, tokenLife);
    const answer = await postJson(new URL(`/api/operator/${path}`, place.url), token, body ?? {});
    if (answer.status >= 200 && answer.status < 300) return answer;
    const told = await jsonOf(answer);
    const exitCode = answer.status === 400 ? exitCodes.usage : exitCodes.failed;
    throw new Failure(
      wordsOf(told) ?? `The relay at ${place.url} refused (status ${answer.status}).`,
      exitCode,
    );
  };
  /** In words, where there was no answer (rule OPERATE-5). */
  const inWords = (error: unknown): never => {
    if (error instanceof NotAsked) {
      throw new Failure(
        `The relay at ${place.url} does not answer. Wait until it is back, or end it and run this again.`,
      );
    }
    if (error instanceof NotAnswered) {
      throw new Failure(
        `The relay at ${place.url} went away before it said that this is done. See with "solder status" whether it is back, and look at what was done before you run this again.`,
      );
    }
    throw error;
  };
  return {
    post: (path, body) => ask(path, body).then(jsonOf).catch(inWords),
    stream: async (path, body) => {
      const { body: bytes } = await ask(path, body).catch(inWords);
      return Readable.toWeb(bytes) as ReadableStream<Uint8Array>;
    },
  };
}

/** What a problem of the relay's says for a person. */
const wordsOf = (told: unknown): string | undefined =>
  typeof told === 'object' && told !== null && 'detail' in told && typeof told.detail === 'string'
    ? told.detail
    : undefined;
