/** `solder operator …`: its commands and help. */
import type { Command } from 'commander';
import { operatorLink } from '../operator-link.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

export function addOperatorCommands(program: Command, terminal: Terminal): void {
  const operator = subcommand(program, 'operator', 'The dashboard of the relay.');
  subcommand(
    operator,
    'link',
    'Prints a link that opens the dashboard of the running relay, once, for ten minutes.',
  )
    .option('--json', 'print it as one JSON object', false)
    .addHelpText('after', '\nExample:\n  solder operator link')
    .action((options: { readonly json: boolean }) => operatorLink(options, terminal));
}
