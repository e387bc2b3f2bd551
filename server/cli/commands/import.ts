/** `solder import …`: its commands, their options and help. */
import type { Command } from 'commander';
import { importCommand, type ImportOptions } from '../import-command.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

export function addImportCommands(program: Command, terminal: Terminal): void {
  const imports = subcommand(program, 'import', 'Brings files from elsewhere into a shop.');
  subcommand(imports, 'open-repair', 'Imports an Open Repair Data Standard file (CSV).')
    .argument('<file>', 'the file')
    .requiredOption('--shop <shop>', 'the shop; made, with a user "owner", when there is none of that name')
    .option('--json', 'print the report as one JSON object', false)
    .addHelpText(
      'after',
      '\nA row that cannot be read is told with its line number and left out; importing a file again adds nothing.' +
        '\n\nExample:\n  solder import open-repair /etc/solder/OpenRepairData.csv --shop wales',
    )
    .action((file: string, options: ImportOptions) => importCommand(file, options, terminal));
}
