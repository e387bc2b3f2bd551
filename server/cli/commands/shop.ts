/** `solder shop …`: made, listed, suspended, taken up again, exported, removed. */
import path from 'node:path';
import type { Command } from 'commander';
import type { ShopTold } from '../../accounts/administer-shops.ts';
import type { ShopImported } from '../../accounts/import-shop.ts';
import { readConfig } from '../../read-config.ts';
import { makeFolder } from '../../data-folder.ts';
import { administer } from '../administer.ts';
import { exitCodes, Failure } from '../failure.ts';
import { exportShop, type ExportOptions } from '../shop-export.ts';
import { subcommand } from './subcommand.ts';
import { sizeText } from '../sizes.ts';
import { inTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface Json {
  readonly json: boolean;
}

interface Removed extends ShopTold {
  readonly done: boolean;
  readonly photos?: number;
  readonly scrubbed?: boolean;
}

export function addShopCommands(program: Command, terminal: Terminal): void {
  const shop = subcommand(program, 'shop', 'Shops: each has its own people and records.');
  const command = (name: string, says: string, example: string): Command =>
    subcommand(shop, name, says)
      .option('--json', 'print what was done as JSON', false)
      .addHelpText(
        'after',
        `\nWorks with and without a running relay.\n\nExample:\n  solder shop ${example}`,
      );
  const tell = ({ json }: Json, told: unknown, words: string): void =>
    terminal.out(json ? `${JSON.stringify(told)}\n` : `${words}\n`);

  command('create', 'Makes an empty shop.', 'create riverside --title "Riverside Repairs"')
    .argument('<shop>', 'its name in addresses: a-z, 0-9 and hyphens')
    .option('--title <title>', 'what it is called')
    .action(async (name: string, { title, ...json }: Json & { readonly title?: string }) => {
      await makeFolder(readConfig(terminal.env).data);
      const told = await administer<ShopTold>('shop-create', { shop: name, title }, terminal);
      tell(json, told, `The shop "${name}" is made.`);
      if (!json.json) terminal.err(`Next: "solder user add --shop ${name} --user NAME --role owner"\n`);
    });

  command('list', 'Lists the shops of the data folder.', 'list').action(async (json: Json) => {
    const shops = await administer<readonly ShopTold[]>('shop-list', {}, terminal);
    if (json.json) return tell(json, shops, '');
    const rows = shops.map(({ shop: name, title, users, files, bytes, quotas, suspended }) => [
      name,
      title,
      `${users} users`,
      `${sizeText(bytes)}${quotas.bytes === undefined ? '' : ` of ${sizeText(quotas.bytes)}`} of records`,
      `${Math.ceil(files / 1e6)} MB of files`,
      suspended ? 'suspended' : '',
    ]);
    tell(json, shops, shops.length > 0 ? inTable(rows) : 'There are no shops yet.');
  });

  command('suspend', 'Lets nobody of a shop in, and ends what is open.', 'suspend riverside')
    .argument('<shop>', 'the shop')
    .action(async (name: string, json: Json) => {
      const told = await administer<ShopTold>('shop-suspend', { shop: name }, terminal);
      tell(
        json,
        told,
        `The shop "${name}" is suspended. What its people have not sent stays on their devices.`,
      );
    });

  command('resume', 'Lets the people of a suspended shop in again.', 'resume riverside')
    .argument('<shop>', 'the shop')
    .action(async (name: string, json: Json) => {
      const told = await administer<ShopTold>('shop-resume', { shop: name }, terminal);
      tell(json, told, `The people of the shop "${name}" come in again.`);
    });

  command('limit', 'Bounds what a shop may have at once.', 'limit riverside --users 12 --records 50000')
    .argument('<shop>', 'the shop')
    .option('--users <number>', 'people, or "none" for no bound')
    .option('--sockets <number>', 'connections at once, or "none"')
    .option('--records <number>', 'records, or "none"; what is there is edited as before')
    .option('--bytes <number>', 'bytes of its log, or "none"; over it nothing more is taken, and all is read')
    .action(async (name: string, { json, ...asked }: Json & Readonly<Record<string, unknown>>) => {
      const told = await administer<ShopTold>('shop-limit', { ...asked, shop: name }, terminal);
      const bounds = Object.entries(told.quotas).map(([what, most]) => `${most} ${what}`);
      const words = bounds.length > 0 ? `at most ${bounds.join(', ')}` : 'no bounds';
      tell({ json }, told, `The shop "${name}" has ${words}.`);
    });

  subcommand(
    shop,
    'export',
    'Writes all records of a shop, with their people, into a file of one JSON object a line.',
  )
    .argument('<shop>', 'the shop')
    .requiredOption('--out <file>', 'the file; it must not be there yet')
    .option('--json', 'print what was done as JSON', false)
    .addHelpText(
      'after',
      '\nWorks with and without a running relay. Photos and histories are in it, too; passwords, passcodes of devices and refused edits are not.' +
        '\n\nExample:\n  solder shop export riverside --out /var/backups/solder/riverside.ndjson',
    )
    .action((name: string, options: ExportOptions) => exportShop(name, options, terminal));

  command(
    'import',
    'Makes a shop out of a file that "shop export" wrote, under its name or another.',
    'import /var/backups/solder/riverside.ndjson --as riverside-2',
  )
    .argument('<file>', 'the file')
    .option('--as <shop>', 'another name than the one it had')
    .addHelpText(
      'after',
      '\nThe file is checked to its end first. Nothing is written where there is a shop of that name already. People have no passwords afterwards: invite them.',
    )
    .action(async (file: string, { as = '', ...json }: Json & { readonly as?: string }) => {
      await makeFolder(readConfig(terminal.env).data);
      const told = await administer<ShopImported>('shop-import', { file: path.resolve(file), as }, terminal);
      tell(
        json,
        told,
        `The shop "${told.shop}" is made of ${told.records} records, ${told.files} files and ${told.users} people, who need invitations.`,
      );
    });

  command('remove', 'Removes a shop with everything in it, for good.', 'remove riverside --yes')
    .argument('<shop>', 'the shop')
    .option('--yes', 'remove it; without this nothing is', false)
    .action(async (name: string, { yes, ...json }: Json & { readonly yes: boolean }) => {
      const told = await administer<Removed>('shop-remove', { shop: name, yes }, terminal);
      if (!told.done) {
        tell(json, told, `The shop "${name}" (${told.title}) has ${told.users} users. Nothing was changed.`);
        throw new Failure('it cannot be undone. Run it again with --yes to remove it.', exitCodes.usage);
      }
      tell(
        json,
        told,
        `The shop "${name}" is removed, with ${told.photos ?? 0} files. Backups still hold it.`,
      );
      if (told.scrubbed === false) {
        throw new Failure(
          'it is removed, but another program reads the store, and bytes may still lie in its file. End that program and start the relay again.',
        );
      }
    });
}
