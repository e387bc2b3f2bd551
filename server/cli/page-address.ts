/** Where people reach the page, as far as the command line can know it. */
import { readConfig } from '../read-config.ts';
import { readPlace } from '../data-folder.ts';
import type { Terminal } from './terminal.ts';

export async function pageAddress({ env }: Pick<Terminal, 'env'>): Promise<string> {
  const { origins, host, port, data } = readConfig(env);
  const [origin] = origins;
  return origin ?? (await readPlace(data))?.url ?? `http://${host}:${port}`;
}
