/** docs/merge.md, made of the cases: `pnpm exec node tests/merge/write-page.ts` writes it, and a test says when it is stale. Pure. */
import { inWords } from '../../client/app/words.ts';
import { must } from '../../shared/lib/assert.ts';
import { kinds } from '../../shared/schema/kinds.ts';
import type { MergeCase, Step } from './case.ts';

const names = { ana: 'Ana', ben: 'Ben', cai: 'Cai', dee: 'Dee' } as const;

function tellStep(step: Step): string {
  if (step === 'apart') return '_Without a network, each for themselves:_';
  if (step === 'together') return '_Everybody is connected again._';
  if (step === 'reload') return '_Both pages are loaded anew, still without a network._';
  return `${names[step.who]} ${step.says}.`;
}

/** Of the case at this place, in docs/pictures; made of the app by `pnpm screenshots cases`. */
export const casePicture = (at: number): string => `case-${String(at + 1).padStart(2, '0')}.png`;

function tellCase({ title, kind, rule, steps, outcome, unpictured }: MergeCase, at: number): string {
  const { label } = must(kinds.get(kind), `a kind ${kind}`);
  return [
    `## ${at + 1}. ${title}`,
    `${inWords(label)} · ${rule}`,
    steps.map((step) => `- ${tellStep(step)}`).join('\n'),
    `**${outcome}**`,
    ...(unpictured ? [] : [`![${title}: what Ana sees in the end](pictures/${casePicture(at)})`]),
  ].join('\n\n');
}

export const mergePage = (cases: readonly MergeCase[], pictures: readonly Picture[]): string =>
  [
    '# When two people edit at once',
    'What becomes of it, in cases. Each of them is played with real replicas and a real relay by `tests/merge/merge.test.ts`; this page is made of the same data\n(`npx -y pnpm@12 exec node tests/merge/write-page.ts`). The rules are in [SPEC.md](SPEC.md).',
    ...pictures.map(({ file, says }) => `![${says}](pictures/${file})\n\n_${says}_`),
    ...cases.map(tellCase),
  ].join('\n\n') + '\n';

export interface Picture {
  /** In docs/pictures. */
  readonly file: string;
  /** Of `tests/screenshots/screens.ts`. */
  readonly screen: string;
  readonly says: string;
}

/** Made by `pnpm screenshots merge` of the app itself. */
export const pictures: readonly Picture[] = [
  {
    file: 'merge-to-decide.png',
    screen: 'decide',
    says: 'What two people wrote at once, and what was sent back, until somebody decides',
  },
  {
    file: 'merge-history.png',
    screen: 'past-history',
    says: 'The history of a device: who changed what, in words',
  },
  {
    file: 'merge-as-it-was.png',
    screen: 'past-as-it-was',
    says: 'The device as it was, and what of it can be brought back',
  },
];
