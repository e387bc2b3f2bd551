/** `solder device ls` and `retire`: which replicas follow a shop, and one that is not to come back. */
import { parseShop, parseUser, type ShopId } from '../../shared/lib/ids.ts';
import { readConfig } from '../read-config.ts';
import { listReplicas } from '../inspect/list-replicas.ts';
import { retireReplica, type Retired } from '../inspect/retire-replica.ts';
import { silentLog } from '../log.ts';
import { openForReading } from '../store/open-for-reading.ts';
import { exitCodes, Failure } from './failure.ts';
import { onTheFolder } from './on-the-folder.ts';
import { requireFolder } from './require-folder.ts';
import { countText } from './sizes.ts';
import { inTable } from './table.ts';
import type { Terminal } from './terminal.ts';

interface OfShop {
  readonly shop: string;
  readonly json: boolean;
}

export async function listDevices({ shop: named, json }: OfShop, terminal: Terminal): Promise<void> {
  const shop = shopOf(named);
  const { data } = readConfig(terminal.env);
  await requireFolder(data);
  const connection = openForReading(data);
  try {
    const all = listReplicas(connection, shop);
    if (!all) throw new Failure(`There is no shop "${shop}".`);
    if (json) return terminal.out(`${JSON.stringify(all)}\n`);
    const now = terminal.time.now();
    const rows = all.map(({ id, user, device, schema, seen, behind, records, edits, unsentSince }) => [
      id,
      user,
      device || '-',
      `seen ${ago(now - seen)}`,
      behind === null
        ? 'not caught up'
        : behind === 0
          ? 'up to date'
          : `${countText(behind, 'entry', 'entries')} behind`,
      unsentSince === null
        ? 'nothing unsent'
        : `${countText(edits, 'edit')} in ${countText(records, 'record')} unsent since ${ago(now - unsentSince)}`,
      `schema ${schema}`,
    ]);
    terminal.out(rows.length > 0 ? `${inTable(rows)}\n` : `No device of the shop "${shop}" was here yet.\n`);
  } finally {
    connection.close();
  }
}

export async function retireDevice(
  id: string,
  { shop: named, user: who, json }: OfShop & { readonly user: string },
  terminal: Terminal,
): Promise<void> {
  const shop = shopOf(named);
  const user = parseUser(who);
  if (!user) throw new Failure(`"${who}" is no name of a user.`, exitCodes.usage);
  const { found, signedOut } = await onTheFolder<Retired>(readConfig(terminal.env), terminal, {
    here: ({ store, accounts }) =>
      retireReplica({ store, accounts, now: () => terminal.time.now(), log: silentLog }, { shop, user, id }),
    there: async (post) => (await post('replicas/retire', { shop, user, id })) as Retired,
  });
  if (!found) throw new Failure(`There is no device ${id} of "${user}" in the shop "${shop}".`);
  if (json) return terminal.out(`${JSON.stringify({ shop, user, id, signedOut })}\n`);
  terminal.out(
    signedOut
      ? `"${user}" is signed out on the device ${id}, and it is listed no longer.\n`
      : `The device ${id} is listed no longer. Its token is of no sign-in and stays good until its end: "solder user remove" ends what "${user}" may do.\n`,
  );
}

function shopOf(named: string): ShopId {
  const shop = parseShop(named);
  if (!shop)
    throw new Failure(`"${named}" is no name for a shop: use a-z, 0-9 and hyphens.`, exitCodes.usage);
  return shop;
}

/** Such as "3 minutes ago". */
function ago(ms: number): string {
  const [count, unit] = [
    [86_400_000, 'day'],
    [3_600_000, 'hour'],
    [60_000, 'minute'],
  ].flatMap(([length, unit]) =>
    ms >= Number(length) ? [[Math.floor(ms / Number(length)), String(unit)] as const] : [],
  )[0] ?? [0, 'minute'];
  return count === 0 ? 'a moment ago' : `${countText(count, unit)} ago`;
}
