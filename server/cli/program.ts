/** `pnpm solder`: its exit codes and first page. Each noun's commands and their help are in `commands/`; what they do is in files of their own. */
import { Command, CommanderError } from 'commander';
import { describeSettings } from '../describe-settings.ts';
import { BadSetting } from '../read-config.ts';
import { FolderUnusable } from '../data-folder.ts';
import { StoreUnavailable } from '../store/store.ts';
import { addBackupCommands } from './commands/backup.ts';
import { addBridgeCommands } from './commands/bridge.ts';
import { addClientCommands } from './commands/client.ts';
import { addDeviceCommands } from './commands/device.ts';
import { addDrainCommands } from './commands/drain.ts';
import { addDocCommands } from './commands/doc.ts';
import { addOperatorCommands } from './commands/operator.ts';
import { addStatusCommands } from './commands/status.ts';
import { addLocationCommands } from './commands/location.ts';
import { addWebhookCommands } from './commands/webhook.ts';
import { addImportCommands } from './commands/import.ts';
import { addSecretCommands } from './commands/secret.ts';
import { addShopCommands } from './commands/shop.ts';
import { addTokenCommands } from './commands/token.ts';
import { addUserCommands } from './commands/user.ts';
import { exitCodes, Failure } from './failure.ts';
import type { Terminal } from './terminal.ts';

const exitCodeHelp = `
Exit codes: 0 done, 1 not possible, 2 not understood.`;

/** In the order of the first page. */
const nouns: readonly ((program: Command, terminal: Terminal) => void)[] = [
  addShopCommands,
  addUserCommands,
  addLocationCommands,
  addWebhookCommands,
  addTokenCommands,
  addImportCommands,
  addClientCommands,
  addSecretCommands,
  addDocCommands,
  addDeviceCommands,
  addBridgeCommands,
  addBackupCommands,
  addStatusCommands,
  addDrainCommands,
  addOperatorCommands,
];

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
    const said = ofTheSystem(error);
    if (said === undefined) throw error;
    terminal.err(`solder: ${said}\n`);
    return exitCodes.failed;
  }
}

/** What the system says of a file or an address, in a line: everything else that was not foreseen is a bug. */
function ofTheSystem(error: unknown): string | undefined {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return undefined;
  const at = 'path' in error ? `${String(error.path)} cannot be used` : 'Something cannot be used';
  return `${at} (${String(error.syscall)}: ${String(error.code)}).`;
}

/** All commands, with their help. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('solder')
    .description('Looks after the data folder of a Solder relay.')
    .addHelpText('after', `\nEnvironment, as for the relay:\n${describeSettings()}\n${exitCodeHelp}`)
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride();

  for (const add of nouns) add(program, terminal);
  return program;
}
