/** Asks the relay that runs on a data folder, as its operator (rule OPERATE-1). */
import type { Time } from '../../shared/lib/time.ts';
import { mintOperatorToken } from '../auth/operator-token.ts';
import { openSigningKey } from '../auth/signing-key.ts';
import type { Config } from '../config.ts';
import { readPlace } from '../data-folder.ts';
import { exitCodes, Failure } from './failure.ts';

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
  const ask = async (path: string, body: unknown): Promise<Response> => {
    const token = await mintOperatorToken(key, time, tokenLife);
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
  return {
    post: async (path, body) => (await ask(path, body)).json().catch(() => undefined),
    stream: async (path, body) => {
      const { body: bytes } = await ask(path, body);
      if (!bytes) throw new Failure(`The relay at ${place.url} answered nothing.`);
      return bytes;
    },
  };
}

/** What a problem of the relay's says for a person. */
const wordsOf = (told: unknown): string | undefined =>
  typeof told === 'object' && told !== null && 'detail' in told && typeof told.detail === 'string'
    ? told.detail
    : undefined;
