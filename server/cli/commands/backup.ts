/** `solder backup`, `restore` and `verify`: their options and help. */
import type { Command } from 'commander';
import { backupCommand, type BackupOptions } from '../backup-command.ts';
import { restoreCommand, type RestoreOptions } from '../restore-command.ts';
import type { Terminal } from '../terminal.ts';
import { verifyCommand, type VerifyOptions } from '../verify-command.ts';
import { subcommand } from './subcommand.ts';

export function addBackupCommands(program: Command, terminal: Terminal): void {
  subcommand(program, 'backup', 'Copies the data folder into one file, also while the relay runs.')
    .argument('<file>', 'the file to write; it must not be there, and lie outside of the data folder')
    .option('--no-check', 'do not check it by restoring it into a scratch folder beside it')
    .option(
      '--no-signing-key',
      'leave out the key that signs tokens; everybody signs in again after a restore',
    )
    .option(
      '--with-secret-keys',
      'take the keys of passcodes along; who has the file can read them then',
      false,
    )
    .option('--json', 'print what was done as one JSON object', false)
    .addHelpText(
      'after',
      '\nAll that was acknowledged before it ended is in it. It is a tar, mode 0600, and holds personal data.' +
        '\nChecking needs as much room again beside it. What is wrong in the data folder is told, exit code 1; the file is kept.' +
        '\n\nExample:\n  solder backup /var/backups/solder/$(date +%F).tar',
    )
    .action((file: string, options: BackupOptions) => backupCommand(file, options, terminal));

  subcommand(program, 'restore', 'Makes a data folder of a backup.')
    .argument('<file>', 'a backup')
    .requiredOption('--data <folder>', 'the new data folder: one that is not there, or is empty')
    .option(
      '--take-back <time>',
      'how long the relay takes back from devices what came after the backup',
      '30d',
    )
    .option('--no-check', 'do not read everything again afterwards')
    .option('--json', 'print what was done as one JSON object', false)
    .addHelpText(
      'after',
      '\nEnd the old relay first. Devices that connect to the restored one fetch everything, and give back what came after' +
        '\nthe backup. Who was erased after it is to be erased again first: see docs/backups.md.' +
        '\n\nExample:\n  solder restore /var/backups/solder/2026-11-29.tar --data /var/lib/solder/data',
    )
    .action((file: string, options: RestoreOptions) => restoreCommand(file, options, terminal));

  subcommand(
    program,
    'verify',
    'Reads everything that is stored again, and says what is wrong and what to do.',
  )
    .option('--backup <file>', 'a backup instead of the data folder')
    .option('--repair', 'make wrong rows again, and mark damaged records so that devices mend them', false)
    .option('--accept', 'take rows that are missing or were changed as they are; no relay may run', false)
    .option('--json', 'print the report as one JSON object', false)
    .addHelpText(
      'after',
      '\nWorks with and without a running relay, and changes nothing without --repair or --accept. Exit code 1 when something is wrong.' +
        '\n\nExample:\n  solder verify',
    )
    .action((options: VerifyOptions) => verifyCommand(options, terminal));
}
