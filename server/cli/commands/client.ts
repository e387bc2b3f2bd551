/** `solder client …`: its commands, their options and help. */
import type { Command } from 'commander';
import { eraseCommand, erasuresCommand, type EraseOptions } from '../client-erase.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

export function addClientCommands(program: Command, terminal: Terminal): void {
  const client = subcommand(program, 'client', 'What a client may ask of the shop.');
  subcommand(client, 'erase', 'Erases a client and what is theirs, for good.')
    .argument('<client>', 'the id of the client, as in the address of their page')
    .requiredOption('--shop <shop>', 'the shop')
    .option('--dry-run', 'say what would be erased, and change nothing', false)
    .option('--yes', 'erase; without it nothing is', false)
    .option('--json', 'print what was done as one JSON object', false)
    .addHelpText(
      'after',
      '\nWorks with and without a running relay; one that was cut short is finished by the next. Orders and devices go on under' +
        '\nnew ids without what is personal in them. Backups from before still hold everything: see docs/privacy.md.' +
        '\n\nExample:\n  solder client erase 01h3b6m3k0v7w2n5xq8r4t --shop demo --dry-run',
    )
    .action((id: string, options: EraseOptions) => eraseCommand(id, options, terminal));
  subcommand(client, 'erasures', 'Lists who was erased, when and by whom: ids, no names.')
    .requiredOption('--shop <shop>', 'the shop')
    .option('--json', 'print them as one JSON array', false)
    .addHelpText('after', '\nExample:\n  solder client erasures --shop demo')
    .action((options: Pick<EraseOptions, 'shop' | 'json'>) => erasuresCommand(options, terminal));
}
