/**
 * Builds of Solder whose schemas are a version apart, each a copy of the sources with a kind of its own declared as that version
 * has it. Their replicas run in this process, their relays as processes of their own.
 */
import path from 'node:path';
import { must } from '../../shared/lib/assert.ts';
import type { createReplica } from '../../client/replica/replica.ts';
import { SourceCopy } from '../browser/source-copy.ts';

export const versions = ['behind', 'present', 'ahead'] as const;
export type Version = (typeof versions)[number];

/** What each version calls the fields of a trial that had other names once, and which kinds it has beside it. */
export const names = {
  behind: { colour: 'color', tags: 'labels', notes: 'remarks', stock: 'moves', kinds: [] },
  present: { colour: 'colour', tags: 'tags', notes: 'notes', stock: 'stock', kinds: ['extra'] },
  ahead: { colour: 'tone', tags: 'marks', notes: 'words', stock: 'pieces', kinds: ['extra', 'later'] },
} as const;

const former = (version: Version, field: 'colour' | 'tags' | 'notes' | 'stock'): string => {
  const before = versions.slice(0, versions.indexOf(version)).map((each) => `'${names[each][field]}'`);
  return `{ aliases: [${before.toReversed().join(', ')}] }`;
};

const sizes = { behind: "'s', 'l'", present: "'s', 'l'", ahead: "'s', 'm', 'l'" } as const;

function trialOf(version: Version): string {
  const own = names[version];
  const isAhead = version === 'ahead';
  return `
import { kind, latest, ledger, review, set, text } from './declare.ts';
import { staff } from './roles.ts';
import { line, oneOf, whole } from './scalar.ts';
const amount = ({ pieces }) => Number(pieces);
export const trial = kind('trial', 'Trial', 'Trials', ['name'], {
  name: latest('Name', line(${isAhead ? 200 : 20}), 'low', staff),
  size: latest('Size', oneOf(${sizes[version]}), 'low', staff),
  ${own.colour}: review('Colour', line(), 'low', staff, ${former(version, 'colour')}),
  ${own.tags}: set('Tags', line(), 'low', staff, ${former(version, 'tags')}),
  ${own.notes}: text('Notes', 9_000, 'low', staff, ${former(version, 'notes')}),
  ${own.stock}: ledger('Stock', { pieces: { scalar: whole(-9, 9), label: 'Pieces' } }, 'low', staff,
    { amount, ...${former(version, 'stock')} }),
  ${version === 'behind' ? '' : "bench: latest('Bench', line(), 'low', staff),"}
  ${isAhead ? "memo: text('Memo', 900, 'low', staff), visits: ledger('Visits', { how: { scalar: line(), label: 'How' } }, 'low', staff)," : ''}
});
${own.kinds.map((name) => `export const ${name} = kind('${name}', 'It', 'Them', ['name'], { name: latest('Name', line(), 'low', staff) });`).join('\n')}
`;
}

export interface Build {
  readonly version: Version;
  readonly createReplica: typeof createReplica;
  /** The folder whose scripts start its relay. */
  readonly server: string;
  remove(): Promise<void>;
}

/** @param change what else is different in its sources */
export async function buildOf(
  version: Version,
  change: (copy: SourceCopy) => Promise<void> = () => Promise.resolve(),
): Promise<Build> {
  const copy = await SourceCopy.make();
  await copy.write('shared/schema/trial.ts', trialOf(version));
  const declared = ['trial', ...names[version].kinds].join(', ');
  await copy.change('shared/schema/kinds.ts', (text) =>
    text
      .replace(/^import /m, `import { ${declared} } from './trial.ts';\nimport `)
      .replace(/^const all(.*?)\];/ms, (list) => list.replace(/,?\s*\];$/, `, ${declared}];`)),
  );
  await copy.change('shared/schema/version.ts', (text) =>
    text.replace(/schemaVersion = \d+/, `schemaVersion = ${10 + versions.indexOf(version)}`),
  );
  await change(copy);
  const file = path.join(copy.folder, 'client', 'replica', 'replica.ts');
  const module = (await import(/* @vite-ignore */ file)) as { createReplica?: typeof createReplica };
  return {
    version,
    createReplica: must(module.createReplica, 'a build makes replicas'),
    server: path.join(copy.folder, 'server'),
    remove: () => copy.remove(),
  };
}
