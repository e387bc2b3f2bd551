/**
 * Passwords and PINs as argon2id (RFC 9106), with the parameters written beside each hash, so that one made with others is still
 * checked and then made anew (rule ACCOUNT-1). Node's own implementation, which works off the event loop.
 */
import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';

export interface HashCost {
  /** In KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
}

/** The first choice of OWASP's Password Storage Cheat Sheet for argon2id. */
export const hashCost: HashCost = { memory: 19_456, passes: 2, lanes: 1 };

const saltBytes = 16;
const hashBytes = 32;
/** What a stored hash may ask for at most: a row that was written by somebody else must not cost a gigabyte. */
const most: HashCost = { memory: 262_144, passes: 16, lanes: 8 };

interface ReadHash {
  readonly cost: HashCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const derive = promisify(argon2) as (kind: 'argon2id', given: Argon2Parameters) => Promise<Buffer>;

const run = (
  text: string,
  salt: Buffer,
  { memory, passes, lanes }: HashCost,
  length: number,
): Promise<Buffer> =>
  // Two ways to type one accented letter are one password.
  derive('argon2id', {
    message: Buffer.from(text.normalize('NFC')),
    nonce: salt,
    parallelism: lanes,
    tagLength: length,
    memory,
    passes,
  });

/** As `$argon2id$v=19$m=…,t=…,p=…$SALT$HASH`. */
export async function hashPassword(text: string, cost: HashCost = hashCost): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await run(text, salt, cost, hashBytes);
  const { memory, passes, lanes } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** False also for what is no hash of ours. */
export async function matchesHash(text: string, stored: string): Promise<boolean> {
  const read = readHash(stored);
  if (!read) return false;
  return timingSafeEqual(await run(text, read.salt, read.cost, read.hash.length), read.hash);
}

/** Whether it was made with other parameters than are used now. */
export function isOutdated(stored: string, cost: HashCost = hashCost): boolean {
  const read = readHash(stored)?.cost;
  return !read || (['memory', 'passes', 'lanes'] as const).some((part) => read[part] !== cost[part]);
}

function readHash(stored: string): ReadHash | undefined {
  const form = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]{11,86})\$([\w+/]{22,86})$/;
  const [, memory, passes, lanes, salt = '', hash = ''] = form.exec(stored) ?? [];
  const cost = { memory: Number(memory), passes: Number(passes), lanes: Number(lanes) };
  const isBounded = (['memory', 'passes', 'lanes'] as const).every(
    (part) => cost[part] >= 1 && cost[part] <= most[part],
  );
  if (!isBounded || cost.memory < cost.lanes * 8) return undefined;
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
