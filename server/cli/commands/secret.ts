/** `solder secret …`: its commands, their options and help. */
import type { Command } from 'commander';
import { rotateSecrets, type RotateOptions } from '../secret-rotate.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

export function addSecretCommands(program: Command, terminal: Terminal): void {
  const secret = subcommand(program, 'secret', 'Passcodes, which the relay keeps encrypted.');
  subcommand(secret, 'rotate', 'Makes a new key for them, and seals everything with it.')
    .option('--json', 'print what was done as one JSON object', false)
    .addHelpText(
      'after',
      '\nWorks with and without a running relay; one that was cut short is finished by the next. Copies of the old key are' +
        '\nworth nothing afterwards, and neither are passcodes in backups from before.' +
        '\n\nExample:\n  solder secret rotate',
    )
    .action((options: RotateOptions) => rotateSecrets(options, terminal));
}
