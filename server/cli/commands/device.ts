/** `solder device …`: its commands, their options and help. */
import type { Command } from 'commander';
import { listDevices, retireDevice } from '../device-commands.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

export function addDeviceCommands(program: Command, terminal: Terminal): void {
  const device = subcommand(program, 'device', 'The devices that follow a shop.');
  subcommand(
    device,
    'ls',
    'Lists them: when each was seen, how far behind it is, and what it has unsent since when.',
  )
    .requiredOption('--shop <shop>', 'the shop')
    .option('--json', 'print them as one JSON array', false)
    .addHelpText(
      'after',
      '\nAs each told last; it is written down once a minute at most. Works with and without a running relay.' +
        '\n\nExample:\n  solder device ls --shop demo',
    )
    .action((options: { readonly shop: string; readonly json: boolean }) => listDevices(options, terminal));
  subcommand(device, 'retire', 'Signs a device out for good, and lists it no longer.')
    .argument('<device>', 'its id, as device ls tells it')
    .requiredOption('--shop <shop>', 'the shop')
    .requiredOption('--user <user>', 'whose it is')
    .option('--json', 'print what was done as one JSON object', false)
    .addHelpText(
      'after',
      '\nWhat is unsent on it stays there. Works with and without a running relay.' +
        '\n\nExample:\n  solder device retire 01h3b6m3k0v7w2n5xq8r4t --shop demo --user ana',
    )
    .action((id: string, options: { readonly shop: string; readonly user: string; readonly json: boolean }) =>
      retireDevice(id, options, terminal),
    );
}
