/** The commands of `pnpm solder`, their help and their exit codes; what they do is in files of their own. */
import { Command, CommanderError } from 'commander';
import { BadSetting, describeSettings } from '../config.ts';
import { FolderUnusable } from '../data-folder.ts';
import { StoreUnavailable } from '../store/store.ts';
import { exitCodes, Failure } from './failure.ts';
import { importCommand, type ImportOptions } from './import-command.ts';
import { eraseCommand, erasuresCommand, type EraseOptions } from './client-erase.ts';
import { rotateSecrets, type RotateOptions } from './secret-rotate.ts';
import type { Terminal } from './terminal.ts';
import { createToken, type TokenOptions } from './token-create.ts';

const exitCodeHelp = `
Exit codes: 0 done, 1 not possible, 2 not understood.`;

/** Runs one command line (without `node` and the script) and answers the exit code. */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    if (error instanceof BadSetting) {
      terminal.err(`solder: ${error.message}\n`);
      return exitCodes.usage;
    }
    if (error instanceof Failure) {
      terminal.err(`solder: ${error.message}\n`);
      return error.exitCode;
    }
    if (error instanceof FolderUnusable || error instanceof StoreUnavailable) {
      terminal.err(`solder: ${error.message}\n`);
      return exitCodes.failed;
    }
    throw error;
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('solder')
    .description('Looks after the data folder of a Solder relay.')
    .addHelpText('after', `\nEnvironment, as for the relay:\n${describeSettings()}\n${exitCodeHelp}`)
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride();

  const token = subcommand(program, 'token', 'Tokens to sign in with.');
  subcommand(token, 'create', 'Prints a token for a user of a shop, and nothing else.')
    .requiredOption('--shop <shop>', 'the shop')
    .requiredOption('--user <user>', 'a user of that shop')
    .option('--ttl <time>', 'how long it is good for, such as 15m, 12h or 30d', '30d')
    .addHelpText('after', '\nExample:\n  pnpm -s solder token create --shop demo --user ana --ttl 12h')
    .action((options: TokenOptions) => createToken(options, terminal));

  const imports = subcommand(program, 'import', 'Brings files from elsewhere into a shop.');
  subcommand(imports, 'open-repair', 'Imports an Open Repair Data Standard file (CSV).')
    .argument('<file>', 'the file')
    .requiredOption('--shop <shop>', 'the shop; made, with a user "owner", when there is none of that name')
    .option('--json', 'print the report as one JSON object', false)
    .addHelpText(
      'after',
      '\nA row that cannot be read is told with its line number and left out; importing a file again adds nothing.' +
        '\n\nExample:\n  pnpm -s solder import open-repair OpenRepairData.csv --shop wales',
    )
    .action((file: string, options: ImportOptions) => importCommand(file, options, terminal));

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
        '\n\nExample:\n  pnpm -s solder client erase 01h3b6m3k0v7w2n5xq8r4t --shop demo --dry-run',
    )
    .action((id: string, options: EraseOptions) => eraseCommand(id, options, terminal));
  subcommand(client, 'erasures', 'Lists who was erased, when and by whom: ids, no names.')
    .requiredOption('--shop <shop>', 'the shop')
    .option('--json', 'print them as one JSON array', false)
    .addHelpText('after', '\nExample:\n  pnpm -s solder client erasures --shop demo')
    .action((options: Pick<EraseOptions, 'shop' | 'json'>) => erasuresCommand(options, terminal));

  const secret = subcommand(program, 'secret', 'Passcodes, which the relay keeps encrypted.');
  subcommand(secret, 'rotate', 'Makes a new key for them, and seals everything with it.')
    .option('--json', 'print what was done as one JSON object', false)
    .addHelpText(
      'after',
      '\nWorks with and without a running relay; one that was cut short is finished by the next. Copies of the old key are' +
        '\nworth nothing afterwards, and neither are passcodes in backups from before.' +
        '\n\nExample:\n  pnpm -s solder secret rotate',
    )
    .action((options: RotateOptions) => rotateSecrets(options, terminal));
  return program;
}

/** A command below another one, with the same streams and the same way to end. */
const subcommand = (parent: Command, name: string, says: string): Command =>
  parent.command(name).description(says).copyInheritedSettings(parent);
