/** `solder drain`: its options and help. */
import type { Command } from 'commander';
import { drainCommand, type DrainOptions } from '../drain-command.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

export function addDrainCommands(program: Command, terminal: Terminal): void {
  subcommand(
    program,
    'drain',
    'Lets the running relay run dry: nobody new comes in, all that came is stored, devices are asked to come back.',
  )
    .option('--end', 'end the relay then, and wait until it has ended', false)
    .option('--json', 'print what was done as one JSON object', false)
    .addHelpText(
      'after',
      '\nWithout --end the relay stays, with /ready at 503, until it is ended: time to take a backup, or for a proxy to look elsewhere.' +
        '\nExit code 1 when no relay runs on the data folder, or when not all that came could be stored in time.' +
        '\n\nExample:\n  solder drain --end',
    )
    .action((options: DrainOptions) => drainCommand(options, terminal));
}
