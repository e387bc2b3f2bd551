/** `solder client erase`: what a client asks for who wants to be forgotten; and `solder client erasures`, that it was done. */
import { parseEntityId, parseShop, type EntityId, type ShopId } from '../../shared/lib/ids.ts';
import { readConfig } from '../read-config.ts';
import { describeNotErased } from '../erase/describe-not-erased.ts';
import { NotErased, type ErasurePlan, type ErasureReport } from '../erase/erase-client.ts';
import type { StoredErasure } from '../store/erasure-store.ts';
import { exitCodes, Failure } from './failure.ts';
import { onTheFolder } from './on-the-folder.ts';
import type { Terminal } from './terminal.ts';

export interface EraseOptions {
  readonly shop: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

export async function eraseCommand(
  client: string,
  { shop: named, dryRun, yes, json }: EraseOptions,
  terminal: Terminal,
): Promise<void> {
  const config = readConfig(terminal.env);
  const shop = shopOf(named);
  const id = clientOf(client);
  const asked = { shop, client: id };
  const run = <T extends ErasurePlan>(isDry: boolean): Promise<T> =>
    onTheFolder<T>(config, terminal, {
      here: ({ eraser }) =>
        told(async () =>
          isDry ? eraser.plan(shop, id) : eraser.erase({ shop, id, by: 'operator' }),
        ) as Promise<T>,
      there: async (post) => (await post('clients/erase', { ...asked, dryRun: isDry })) as T,
    });

  if (dryRun || !yes) {
    const plan = await run<ErasurePlan>(true);
    if (json) terminal.out(`${JSON.stringify({ ...asked, ...plan, erased: false })}\n`);
    else terminal.out(`${describePlan(named, client, plan)}Nothing was changed.\n`);
    if (dryRun) return;
    throw new Failure('it cannot be undone. Run it again with --yes to erase.', exitCodes.usage);
  }
  const report = await run<ErasureReport>(false);
  const { title: _title, ...counts } = report;
  if (json) terminal.out(`${JSON.stringify({ ...asked, ...counts, erased: true })}\n`);
  else terminal.out(describeReport(named, client, report));
  if (!report.finished) {
    throw new Failure(
      'it is erased, but another program reads the store, and bytes may still lie in its file. End that program and start the relay again.',
    );
  }
}

export async function erasuresCommand(
  { shop: named, json }: Pick<EraseOptions, 'shop' | 'json'>,
  terminal: Terminal,
): Promise<void> {
  const shop = shopOf(named);
  const erasures = await onTheFolder<readonly StoredErasure[]>(readConfig(terminal.env), terminal, {
    here: async ({ store }) => {
      if (!(await store.hasShop(shop))) throw new Failure(`There is no shop "${shop}".`);
      return store.erasures(shop);
    },
    there: async (post) => (await post('clients/erasures', { shop })) as readonly StoredErasure[],
  });
  if (json) return terminal.out(`${JSON.stringify(erasures)}\n`);
  for (const { subject, by, at, records } of erasures) {
    terminal.out(`${new Date(at).toISOString()} ${subject.id} by ${by}: ${describeCounts(records)}\n`);
  }
  if (erasures.length === 0) terminal.out(`Nobody was erased of the shop "${shop}".\n`);
}

function shopOf(named: string): ShopId {
  const shop = parseShop(named);
  if (!shop)
    throw new Failure(`"${named}" is no name for a shop: use a-z, 0-9 and hyphens.`, exitCodes.usage);
  return shop;
}

function clientOf(named: string): EntityId {
  const id = parseEntityId(named);
  if (!id) throw new Failure(`"${named}" is no id of a client.`, exitCodes.usage);
  return id;
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotErased) throw new Failure(describeNotErased(error.why));
    throw error;
  }
}

function describePlan(shop: string, client: string, { title, records, kept, files }: ErasurePlan): string {
  const name = title === null ? 'erased before; this came since' : `"${title}"`;
  return [
    `Client ${client} (${name}) of the shop "${shop}":`,
    `  ${describeCounts(records)} would be erased`,
    `  of these, ${describeCounts(kept)} would go on under new ids for the books, without what is personal`,
    `  ${files} ${files === 1 ? 'file' : 'files'} (photos, signatures) would be removed`,
    '',
  ].join('\n');
}

const describeReport = (shop: string, client: string, { records, kept, files }: ErasureReport): string =>
  [
    `Client ${client} of the shop "${shop}" is erased.`,
    `  ${describeCounts(records)} erased`,
    `  of these, ${describeCounts(kept)} go on under new ids for the books, without what is personal`,
    `  ${files} ${files === 1 ? 'file' : 'files'} removed`,
    'Devices let go of it when they connect. Backups from before still hold it.',
    '',
  ].join('\n');

/** Such as "1 client, 2 orders". */
function describeCounts(counts: Readonly<Record<string, number>>): string {
  const words = Object.entries(counts).map(([kind, count]) => `${count} ${count === 1 ? kind : `${kind}s`}`);
  return words.length > 0 ? words.join(', ') : 'nothing';
}
