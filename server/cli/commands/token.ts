/** `solder token …`: its commands, their options and help. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { createToken, type TokenOptions } from '../token-create.ts';
import { subcommand } from './subcommand.ts';

export function addTokenCommands(program: Command, terminal: Terminal): void {
  const token = subcommand(program, 'token', 'Tokens to sign in with.');
  subcommand(token, 'create', 'Prints a token for a user of a shop, and nothing else.')
    .requiredOption('--shop <shop>', 'the shop')
    .requiredOption('--user <user>', 'a user of that shop')
    .option('--ttl <time>', 'how long it is good for, such as 15m, 12h or 30d', '30d')
    .addHelpText('after', '\nExample:\n  solder token create --shop demo --user ana --ttl 12h')
    .action((options: TokenOptions) => createToken(options, terminal));
}
