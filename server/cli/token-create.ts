/** `solder token create`: a token for a user of a shop, from the key in the data folder. */
import { parseShop, parseUser } from '../../shared/lib/ids.ts';
import { openSigningKey } from '../auth/signing-key.ts';
import { createMintToken } from '../auth/token.ts';
import { openForReading } from '../store/open-for-reading.ts';
import { hasShop, readUser } from '../store/people.ts';
import type { User } from '../store/store.ts';
import { readConfig } from '../read-config.ts';
import { parseDuration } from './duration.ts';
import { exitCodes, Failure } from './failure.ts';
import { requireFolder } from './require-folder.ts';
import type { Terminal } from './terminal.ts';

export interface TokenOptions {
  readonly shop: string;
  readonly user: string;
  readonly ttl: string;
}

/** Prints the token and nothing else. Works beside a running relay: it only reads, and brings no store to a newer form (rule START-6). */
export async function createToken({ shop, user, ttl }: TokenOptions, terminal: Terminal): Promise<void> {
  const config = readConfig(terminal.env);
  const life = parseDuration(ttl);
  if (life === undefined) {
    throw new Failure(`"${ttl}" is no length of time; write 15m, 12h or 30d.`, exitCodes.usage);
  }
  await requireFolder(config.data);
  const found = readUserOf(config.data, { shop, user });
  const mint = createMintToken(await openSigningKey(config.data), terminal.time);
  terminal.out(`${await mint(found, life)}\n`);
}

/** @throws Failure when there is no such user, or no store that this version can read */
function readUserOf(data: string, { shop, user }: Pick<TokenOptions, 'shop' | 'user'>): User {
  const connection = openForReading(data);
  try {
    const [named, id] = [parseShop(shop), parseUser(user)];
    if (!named || !hasShop(connection, named)) throw new Failure(`There is no shop "${shop}" in ${data}.`);
    const found = id && readUser(connection, named, id);
    if (!found) throw new Failure(`There is no user "${user}" in the shop "${shop}".`);
    return found;
  } finally {
    connection.close();
  }
}
