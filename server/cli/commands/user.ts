/** `solder user …`: people of a shop, their roles, invitations, and the devices that they are signed in on. */
import type { Command } from 'commander';
import type { DeviceTold, UserTold } from '../../accounts/administer-people.ts';
import { administer } from '../administer.ts';
import { pageAddress } from '../page-address.ts';
import { subcommand } from './subcommand.ts';
import { inTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface Person {
  readonly shop: string;
  readonly user: string;
  readonly json: boolean;
}

interface Invited {
  readonly user: string;
  readonly name: string;
  readonly code: string;
  readonly expires: number;
}

export function addUserCommands(program: Command, terminal: Terminal): void {
  const user = subcommand(program, 'user', 'People of a shop.');
  const command = (name: string, says: string, example: string): Command =>
    subcommand(user, name, says)
      .requiredOption('--shop <shop>', 'the shop')
      .option('--json', 'print what was done as JSON', false)
      .addHelpText(
        'after',
        `\nWorks with and without a running relay.\n\nExample:\n  solder user ${example}`,
      );
  const ofPerson = (name: string, says: string, example: string): Command =>
    command(name, says, example).requiredOption('--user <user>', 'the name that they sign in with');
  const tell = (json: boolean, told: unknown, words: string): void =>
    terminal.out(json ? `${JSON.stringify(told)}\n` : `${words}\n`);

  ofPerson(
    'add',
    'Adds somebody, who then needs an invitation.',
    'add --shop demo --user eva --name "Eva Lind" --role technician',
  )
    .requiredOption('--role <role>', 'owner, manager, technician, front-desk or view')
    .option('--name <name>', 'what they are called')
    .action(async ({ json, ...asked }: Person & { readonly role: string; readonly name?: string }) => {
      const told = await administer<UserTold>('user-add', { ...asked }, terminal);
      tell(json, told, `${told.name} is in the shop "${asked.shop}" as ${told.role}.`);
      if (!json) terminal.err(`Next: "solder user invite --shop ${asked.shop} --user ${asked.user}"\n`);
    });

  command('list', 'Lists the people of a shop.', 'list --shop demo').action(
    async ({ shop, json }: Omit<Person, 'user'>) => {
      const people = await administer<readonly UserTold[]>('user-list', { shop }, terminal);
      const rows = people.map(({ user, name, role, locations, removed, password, devices, seen }) => [
        user,
        name,
        role,
        locations.join(', '),
        removed ? 'removed' : password ? 'has a password' : 'not invited, or not come yet',
        `${devices} devices`,
        seen === null ? '' : `seen ${new Date(seen).toISOString()}`,
      ]);
      tell(json, people, people.length > 0 ? inTable(rows) : `There is nobody in the shop "${shop}" yet.`);
    },
  );

  ofPerson(
    'set-role',
    'Gives somebody another role, which counts at once.',
    'set-role --shop demo --user eva --role manager',
  )
    .requiredOption('--role <role>', 'owner, manager, technician, front-desk or view')
    .action(async ({ json, ...asked }: Person & { readonly role: string }) => {
      const told = await administer<UserTold>('user-set-role', { ...asked }, terminal);
      tell(json, told, `${told.name} is ${told.role} from now on.`);
    });

  ofPerson(
    'set-locations',
    'Says to which locations somebody belongs, which counts at once.',
    'set-locations --shop demo --user eva --locations south-street,north-end',
  )
    .requiredOption('--locations <ids>', 'ids from "solder location list", between commas; "" for all')
    .action(async ({ json, ...asked }: Person & { readonly locations: string }) => {
      const told = await administer<UserTold>('user-set-locations', { ...asked }, terminal);
      const which = told.locations.length > 0 ? told.locations.join(', ') : 'all locations';
      tell(json, told, `${told.name} is of ${which} from now on.`);
    });

  ofPerson(
    'invite',
    'Makes a link with which somebody chooses a password, once; also for who forgot theirs.',
    'invite --shop demo --user eva',
  ).action(async ({ json, ...asked }: Person) => {
    const invited = await administer<Invited>('user-invite', { ...asked }, terminal);
    const link = `${await pageAddress(terminal)}/invite#${invited.code}`;
    const until = new Date(invited.expires).toISOString();
    tell(json, { ...invited, link }, link);
    if (json) return;
    terminal.err(
      `For ${invited.name} alone, once, until ${until}. Until they follow it, a password that they have still holds.\n`,
    );
  });

  ofPerson(
    'remove',
    'Removes somebody: nothing of theirs opens anything any more. What they wrote stays.',
    'remove --shop demo --user eva',
  ).action(async ({ json, ...asked }: Person) => {
    const told = await administer<UserTold>('user-remove', { ...asked }, terminal);
    tell(json, told, `${told.name} is removed from the shop "${asked.shop}".`);
  });

  ofPerson(
    'sessions',
    'Lists the devices that somebody is signed in on.',
    'sessions --shop demo --user eva',
  ).action(async ({ json, ...asked }: Person) => {
    const devices = await administer<readonly DeviceTold[]>('user-sessions', { ...asked }, terminal);
    const rows = devices.map(({ id, device, made, used }) => [
      id,
      device,
      `since ${at(made)}`,
      `seen ${at(used)}`,
    ]);
    tell(json, devices, devices.length > 0 ? inTable(rows) : `"${asked.user}" is signed in nowhere.`);
  });

  ofPerson(
    'revoke',
    'Signs somebody out, of one device or of all.',
    'revoke --shop demo --user eva --session 3q2-7wAA',
  )
    .option('--session <id>', 'one device, by its id in "solder user sessions"; all of them when absent')
    .action(async ({ json, ...asked }: Person & { readonly session?: string }) => {
      const told = await administer<{ readonly ended: number }>('user-revoke', { ...asked }, terminal);
      const which = told.ended === 1 ? '1 device' : `${told.ended} devices`;
      tell(json, told, `"${asked.user}" is signed out of ${which}.`);
    });
}

const at = (moment: number): string => new Date(moment).toISOString();
