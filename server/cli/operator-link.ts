/** `solder operator link`: the way to the dashboard, from the key in the data folder. */
import { randomUUID } from 'node:crypto';
import { linkLife, mintOperatorLink } from '../auth/operator-link.ts';
import { openSigningKey } from '../auth/signing-key.ts';
import { readConfig } from '../read-config.ts';
import { lockFolder, readPlace } from '../data-folder.ts';
import { Failure } from './failure.ts';
import { pageAddress } from './page-address.ts';
import { requireFolder } from './require-folder.ts';
import type { Terminal } from './terminal.ts';

export async function operatorLink({ json }: { readonly json: boolean }, terminal: Terminal): Promise<void> {
  const { data } = readConfig(terminal.env);
  await requireFolder(data);
  // One that was killed leaves its address behind.
  const lock = lockFolder(data);
  lock?.release();
  if (lock || !(await readPlace(data))) {
    throw new Failure(`No relay works on ${data}. Start it, then ask for the link again.`);
  }
  const token = await mintOperatorLink(await openSigningKey(data), terminal.time, randomUUID());
  // Behind the sign, it is in no request and so in no log of a proxy.
  const link = `${await pageAddress(terminal)}/operator#${token}`;
  const until = terminal.time.now() + linkLife;
  if (json) return terminal.out(`${JSON.stringify({ link, until })}\n`);
  terminal.out(`${link}\n`);
  terminal.err(`It opens the dashboard once, until ${new Date(until).toISOString()}. Hand it to nobody.\n`);
}
