/** `solder location …`: the locations of a shop, and whether they are kept apart. */
import type { Command } from 'commander';
import type { LocationsTold } from '../../accounts/administer-locations.ts';
import type { AdministrationAct } from '../../accounts/administration.ts';
import { administer } from '../administer.ts';
import { exitCodes, Failure } from '../failure.ts';
import { inTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { subcommand } from './subcommand.ts';

interface Asked {
  readonly shop: string;
  readonly json: boolean;
}

export function addLocationCommands(program: Command, terminal: Terminal): void {
  const location = subcommand(program, 'location', 'Locations of a shop.');
  const command = (name: string, says: string, example: string): Command =>
    subcommand(location, name, says)
      .requiredOption('--shop <shop>', 'the shop')
      .option('--json', 'print what was done as JSON', false)
      .addHelpText(
        'after',
        `\nWorks with and without a running relay.\n\nExample:\n  solder location ${example}`,
      );
  const act = async (
    what: AdministrationAct,
    { json, ...asked }: Asked & Readonly<Record<string, unknown>>,
    words: (told: LocationsTold) => string,
  ): Promise<void> => {
    const told = await administer<LocationsTold>(what, asked, terminal);
    terminal.out(json ? `${JSON.stringify(told)}\n` : `${words(told)}\n`);
  };

  command('list', 'Lists the locations of a shop.', 'list --shop demo').action((asked: Asked) =>
    act('location-list', { ...asked }, ({ shop, apart, locations }) => {
      if (locations.length === 0) return `The shop "${shop}" has no locations.`;
      const kept = apart ? 'They are kept apart.' : 'They are not kept apart: everybody sees all of them.';
      return `${inTable(locations.map(({ id, name }) => [id, name]))}\n${kept}`;
    }),
  );

  command('add', 'Adds a location.', 'add --shop demo --name "South Street"')
    .requiredOption('--name <name>', 'what it is called')
    .option('--id <id>', 'what stands for it in records; made of the name when absent')
    .action((asked: Asked & { readonly name: string }) =>
      act('location-add', { ...asked }, ({ shop, locations }) => {
        const added = locations.find(({ name }) => name === asked.name);
        return `${asked.name} is a location of the shop "${shop}", with the id "${added?.id ?? ''}".`;
      }),
    );

  command('rename', 'Gives a location another name.', 'rename --shop demo --id south-street --name "South"')
    .requiredOption('--id <id>', 'the location, by its id in "solder location list"')
    .requiredOption('--name <name>', 'what it is called from now on')
    .action((asked: Asked & { readonly id: string; readonly name: string }) =>
      act('location-rename', { ...asked }, () => `"${asked.id}" is called ${asked.name} from now on.`),
    );

  command(
    'remove',
    'Removes a location that nothing and nobody is of.',
    'remove --shop demo --id south-street',
  )
    .requiredOption('--id <id>', 'the location, by its id in "solder location list"')
    .action((asked: Asked & { readonly id: string }) =>
      act(
        'location-remove',
        { ...asked },
        ({ shop }) => `"${asked.id}" is no location of "${shop}" any more.`,
      ),
    );

  command(
    'apart',
    'Whether who belongs to some locations sees the records of those alone; counts at once.',
    'apart --shop demo on',
  )
    .argument('<on-or-off>', '"on", or "off"')
    .action(async (word: string, asked: Asked) => {
      if (word !== 'on' && word !== 'off') throw new Failure('say "on" or "off".', exitCodes.usage);
      await act('location-apart', { ...asked, apart: word === 'on' }, ({ shop, apart }) =>
        apart
          ? `The locations of "${shop}" are kept apart: who belongs to some sees those. Who belongs to none sees all.`
          : `Everybody of "${shop}" sees all locations.`,
      );
    });
}
