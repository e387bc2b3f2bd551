/** `solder status` and `solder config`: their options and help. */
import type { Command } from 'commander';
import { configCommand } from '../config-command.ts';
import { statusCommand } from '../status-command.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

export function addStatusCommands(program: Command, terminal: Terminal): void {
  subcommand(program, 'status', 'Tells whether a relay runs, and what the data folder holds.')
    .option('--json', 'print it as one JSON object', false)
    .addHelpText('after', '\nExit code 1 when a relay runs and is not well.\n\nExample:\n  solder status')
    .action((options: { readonly json: boolean }) => statusCommand(options, terminal));
  subcommand(
    program,
    'config',
    'Prints the settings that a relay started here would have, and where each comes from.',
  )
    .option('--json', 'print them as one JSON array', false)
    .addHelpText(
      'after',
      '\nKeys are in files; only where these are is told. The relay takes each as a flag, too: docs/operations.md lists them.' +
        '\n\nExample:\n  solder config',
    )
    .action((options: { readonly json: boolean }) => configCommand(options, terminal));
}
