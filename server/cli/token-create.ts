/** `solder token create`: a token for a user of a shop, from the key in the data folder. */
import { parseShop, parseUser } from '../../shared/lib/ids.ts';
import { openSigningKey } from '../auth/signing-key.ts';
import { createMintToken } from '../auth/token.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
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

/** Prints the token and nothing else. Works beside a running relay: it only reads. */
export async function createToken({ shop, user, ttl }: TokenOptions, terminal: Terminal): Promise<void> {
  const config = readConfig(terminal.env);
  const life = parseDuration(ttl);
  if (life === undefined) {
    throw new Failure(`"${ttl}" is no length of time; write 15m, 12h or 30d.`, exitCodes.usage);
  }
  await requireFolder(config.data);
  const named = parseShop(shop);
  const id = parseUser(user);
  const store = await openSqliteStore({ folder: config.data });
  try {
    if (!named || !(await store.hasShop(named)))
      throw new Failure(`There is no shop "${shop}" in ${config.data}.`);
    const found = id && (await store.user(named, id));
    if (!found) throw new Failure(`There is no user "${user}" in the shop "${shop}".`);
    const mint = createMintToken(await openSigningKey(config.data), terminal.time);
    terminal.out(`${await mint(found, life)}\n`);
  } finally {
    await store.close();
  }
}
