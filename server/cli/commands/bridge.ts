/** `solder bridge …`: its commands, their options and help. */
import type { Command } from 'commander';
import {
  bridgeStatus,
  endDead,
  listDead,
  pauseBridge,
  removeBridge,
  runBridge,
  setBridge,
  verifyBridge,
  type SetOptions,
} from '../bridge-commands.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

interface OfShop {
  readonly shop: string;
  readonly json: boolean;
}

const example = (...lines: readonly string[]): string =>
  `\nExample:${lines.map((line) => `\n  solder bridge ${line}`).join('')}`;

export function addBridgeCommands(program: Command, terminal: Terminal): void {
  const bridge = subcommand(
    program,
    'bridge',
    'Keeps a shop and a legacy API equal (docs/bridge.md).',
  ).addHelpText('after', '\nWorks with and without a running relay; only a running one goes on by itself.');
  const ofShop = (name: string, says: string, parent = bridge): Command =>
    subcommand(parent, name, says)
      .requiredOption('--shop <shop>', 'the shop')
      .option('--json', 'print what is told as JSON', false);

  ofShop('set', 'Bridges a shop, or changes how it is bridged.')
    .option('--address <url>', 'of the API, with what is before all paths')
    .option('--mapping <name>', 'which API it is: simple (unless told), full')
    .option('--token-file <file>', 'the token in its first line, what it is renewed with in its second')
    .option('--per-minute <requests>', 'the most requests in a minute (120)')
    .option('--every <seconds>', 'from the end of one round to the next (30)')
    .addHelpText(
      'after',
      example(
        'set --shop demo --address https://shop.example/api --mapping simple --token-file /etc/solder/legacy-token',
      ),
    )
    .action((options: SetOptions) => setBridge(options, terminal));

  ofShop('run', 'Makes one round now, and tells what it did.')
    .option('--full', 'read all of each listing, to find what is not there any more', false)
    .option('--deletions', 'delete here what is not there any more, however much that is', false)
    .addHelpText('after', `\nExit code 1 when it was cut short.${example('run --shop demo --full')}`)
    .action((options: OfShop & { readonly full: boolean; readonly deletions: boolean }) =>
      runBridge(options, terminal),
    );

  subcommand(
    bridge,
    'status',
    'Tells how bridges are: what waits, when the last round came to its end, and what failed.',
  )
    .option('--shop <shop>', 'of this shop only')
    .option('--json', 'print them as one JSON array', false)
    .addHelpText(
      'after',
      `\nExit code 1 when one does not reach its API, or gave something up.${example('status', 'status --shop demo --json')}`,
    )
    .action((options: { readonly shop?: string; readonly json: boolean }) => bridgeStatus(options, terminal));

  ofShop('verify', 'Compares every mapped field of every record on both sides; writes nothing.')
    .addHelpText('after', `\nExit code 1 when both sides differ.${example('verify --shop demo')}`)
    .action((options: OfShop) => verifyBridge(options, terminal));

  const dead = subcommand(bridge, 'dead', 'What the bridge gave up.');
  ofShop('ls', 'Lists it, with the reason.', dead)
    .addHelpText('after', example('dead ls --shop demo'))
    .action((options: OfShop) => listDead(options, terminal));
  for (const [way, says] of [
    ['retry', 'Takes it up again.'],
    ['discard', 'Lets go of it: both sides stay as they are, until somebody writes the record again.'],
  ] as const) {
    ofShop(way, says, dead)
      .argument('[keys...]', 'as dead ls tells them')
      .option('--all', 'all of them', false)
      .addHelpText(
        'after',
        example(`dead ${way} --shop demo device/01h3b6m3k0v7w2n5xq8r4t`, `dead ${way} --shop demo --all`),
      )
      .action((keys: readonly string[], options: OfShop & { readonly all: boolean }) =>
        endDead(way, keys, options, terminal),
      );
  }

  for (const [act, says] of [
    ['pause', 'Stops it: what moves waits, on both sides.'],
    ['resume', 'Lets it go on.'],
  ] as const) {
    ofShop(act, says)
      .addHelpText('after', example(`${act} --shop demo`))
      .action((options: OfShop) => pauseBridge(act, options, terminal));
  }

  ofShop('remove', 'Ends it, and forgets what both sides agreed on.')
    .option('--yes', 'do it', false)
    .addHelpText('after', example('remove --shop demo --yes'))
    .action((options: OfShop & { readonly yes: boolean }) => removeBridge(options, terminal));
}
