/** `solder doc …`: its commands, their options and help. */
import type { Command } from 'commander';
import { acceptLossCommand, compactCommand, type AcceptOptions } from '../doc-change.ts';
import {
  exportCommand,
  historyCommand,
  listCommand,
  showCommand,
  type HistoryOptions,
  type ListOptions,
} from '../doc-read.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

const record = 'the record, as SHOP/KIND/ID; the address of its page is the same';

export function addDocCommands(program: Command, terminal: Terminal): void {
  const doc = subcommand(program, 'doc', 'Single records: what is stored of them, and whether it is whole.');
  const command = (name: string, says: string, example: string, more = ''): Command =>
    subcommand(doc, name, says)
      .option('--json', 'print it as JSON', false)
      .addHelpText(
        'after',
        `\nWorks with and without a running relay.${more}\n\nExample:\n  solder doc ${example}`,
      );

  command('ls', 'Lists records, their sizes, and which are damaged.', 'ls --shop demo --largest')
    .requiredOption('--shop <shop>', 'the shop')
    .option('--kind <kind>', 'only records of this kind')
    .option('--damaged', 'only those of which something is lost', false)
    .option('--largest', 'the largest first; else by kind and id', false)
    .option('--limit <count>', 'how many at most', '50')
    .action((options: ListOptions) => listCommand(options, terminal));
  command(
    'show',
    'Shows a record: what it says, how it is stored, what is lost of it.',
    'show demo/device/d1',
  )
    .argument('<record>', record)
    .action((named: string, options: { readonly json: boolean }) => showCommand(named, options, terminal));
  command(
    'history',
    'Tells who changed what in a record, the newest first.',
    'history demo/device/d1 --limit 20',
  )
    .argument('<record>', record)
    .option('--limit <count>', 'how many entries at most', '50')
    .action((named: string, options: HistoryOptions) => historyCommand(named, options, terminal));
  command(
    'export',
    'Writes a record into a file: its row, and all of it as a Yjs update.',
    'export demo/device/d1 /var/backups/solder/d1.json',
  )
    .argument('<record>', record)
    .argument('<file>', 'the file to write; it must not be there')
    .action((named: string, file: string, options: { readonly json: boolean }) =>
      exportCommand(named, file, options, terminal),
    );
  command('compact', 'Folds the log of a record into one snapshot.', 'compact demo/device/d1')
    .argument('<record>', record)
    .action((named: string, options: { readonly json: boolean }) => compactCommand(named, options, terminal));
  command(
    'accept-loss',
    'Ends the mark of a damaged record whose lost part nobody has any more.',
    'accept-loss demo/device/d1 --yes',
    ' What waits for the lost part is given up; who has the record open comes back to it by themselves.',
  )
    .argument('<record>', record)
    .option('--yes', 'do it; without it nothing is done', false)
    .action((named: string, options: AcceptOptions) => acceptLossCommand(named, options, terminal));
}
