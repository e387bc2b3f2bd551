/**
 * The legacy API over HTTP (rules BRIDGE-9 and BRIDGE-10): a bound on the time of each request, tries with a growing random
 * wait, `Retry-After`, a renewed token, and what is no answer told from what is. A change is never asked for twice
 * unless the API said that it did not make it.
 */
import { backoff, type BackoffBounds } from '../../../shared/lib/backoff.ts';
import type { Random } from '../../../shared/lib/random.ts';
import type { Time } from '../../../shared/lib/time.ts';
import { answerOf, jsonOf, type Answer, type Asked, type Asking } from './answer-of.ts';
import { isTrouble, Trouble, type LegacyApi } from './legacy-api.ts';
import type { RateBudget } from './rate-budget.ts';

/** What is sent to be let in. */
export interface Tokens {
  current(): string | undefined;
  /** Another one than `old`, from the API or because somebody else renewed it meanwhile; undefined when it wants a person. */
  renew(old: string | undefined): Promise<string | undefined>;
}

export interface HttpLegacyApiOptions extends Asking {
  readonly tokens: Tokens;
  readonly budget: RateBudget;
  readonly time: Time;
  readonly random: Random;
  readonly sleep: (ms: number) => Promise<void>;
  /** How often reading is tried, and what was refused for being too much. */
  readonly tries?: number;
  readonly wait?: BackoffBounds;
}

const usualWait: BackoffBounds = { first: 1_000, cap: 60_000 };
/** What the API may ask to be left alone for at most, in milliseconds: a slip in a date closes it for a day, not for years. */
const longestPause = 24 * 3_600_000;
/** A request waits so long for its turn at most, in milliseconds; beyond that the round ends, and another one asks. */
const longestWait = 15 * 60_000;

export function httpLegacyApi(given: HttpLegacyApiOptions): LegacyApi {
  const { budget, time, random, sleep, tries = 5, wait = usualWait } = given;

  async function attempt(asked: Asked): Promise<unknown> {
    const left = budget.pausedUntil() - time.now();
    if (left > longestWait)
      throw new Trouble('limited', `${asked.method} ${asked.path}: it is left alone, as it asked`, {
        retryAfter: left,
      });
    const leave = await budget.take();
    try {
      return await once(given, asked);
    } catch (error) {
      if (isTrouble(error) && error.retryAfter !== undefined)
        budget.pauseUntil(time.now() + Math.min(error.retryAfter, longestPause));
      throw error;
    } finally {
      leave();
    }
  }

  async function ask(asked: Asked, again: (error: unknown) => boolean): Promise<unknown> {
    for (let done = 1; ; done++) {
      try {
        return await attempt(asked);
      } catch (error) {
        if (done >= tries || !again(error)) throw error;
        const told = isTrouble(error) ? error.retryAfter : undefined;
        if (told !== undefined && told > longestWait) throw error;
        if (told === undefined) await sleep(backoff(done - 1, wait, random));
      }
    }
  }

  return {
    get(path, query = {}) {
      const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
      const whole = search.size > 0 ? `${path}?${search}` : path;
      return ask({ method: 'GET', path: whole }, (error) => isTrouble(error, 'unreachable', 'limited'));
    },
    send: (method, path, body) => ask({ method, path, body }, (error) => isTrouble(error, 'limited')),
  };

  async function once(options: HttpLegacyApiOptions, asked: Asked): Promise<unknown> {
    const { tokens } = options;
    const token = tokens.current();
    const cut = (why: string): Trouble => noAnswer(asked, why);
    const answer = await answerOf(options, { ...asked, token }, cut);
    if (answer.status !== 401) return judge(asked, answer, time);
    const renewed = await tokens.renew(token);
    if (renewed === undefined) throw notLetIn(asked, 'its token does not let it in');
    const second = await answerOf(options, { ...asked, token: renewed }, cut);
    if (second.status === 401) throw notLetIn(asked, 'a renewed token does not let it in');
    return judge(asked, second, time);
  }
}

const notLetIn = ({ method, path }: Asked, why: string): Trouble =>
  new Trouble(
    'signed-out',
    `${method} ${path}: 401, ${why}: solder bridge set --token-file gives it another`,
    {
      status: 401,
    },
  );

/** Nothing that is an answer: of a change nobody knows whether it was made. */
const noAnswer = (
  { method, path }: Asked,
  why: string,
  more: { status?: number; retryAfter?: number } = {},
): Trouble => new Trouble(method === 'GET' ? 'unreachable' : 'ambiguous', `${method} ${path}: ${why}`, more);

/** @throws Trouble for everything but an answer that says it was done. */
function judge(asked: Asked, answer: Answer, time: Pick<Time, 'now'>): unknown {
  const { status, retryAfter } = answer;
  const body = jsonOf(answer);
  const said = isRecord(body) && typeof body['error'] === 'string' ? `: ${body['error'].slice(0, 200)}` : '';
  const what = `${asked.method} ${asked.path}: ${status}${said}`;
  const after = waitTold(retryAfter, time);
  const more = { status, ...(after !== undefined && { retryAfter: after }) };
  if (status === 429) throw new Trouble('limited', what, more);
  if (status >= 500) throw noAnswer(asked, `${status}${said}`, more);
  // A page for people in the place of an answer: a login wall, a captive network, a proxy's error.
  if (body === undefined) throw noAnswer(asked, `${status}, and no JSON`, more);
  if (status === 404 || status === 410) throw new Trouble('missing', what, more);
  if (status === 409 || status === 412) throw new Trouble('stale', what, more);
  if (status >= 300) throw new Trouble('refused', what, more);
  if (isRecord(body) && body['success'] === false) throw new Trouble('refused', what, more);
  return body;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `Retry-After` in milliseconds: seconds, or a date. */
function waitTold(header: string | null, time: Pick<Time, 'now'>): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - time.now());
}
