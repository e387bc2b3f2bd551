/** The table of settings as text: for the help, and for docs/operations.md, which has it word for word. */
import { settings, type Setting } from './config.ts';
import { fileVariable } from './read-config.ts';

const all: readonly Setting<unknown>[] = Object.values(settings);

/** For `--help`. */
export function describeSettings(): string {
  const widest = Math.max(...all.map(({ env }) => env.length));
  const widestFlag = Math.max(...all.map(({ flag }) => flag.length));
  return all
    .map(({ env, flag, says, fallback }) => {
      const end = fallback === '' ? '' : ` (${fallback})`;
      return `  ${env.padEnd(widest)} --${flag.padEnd(widestFlag)} ${says}${end}`;
    })
    .join('\n');
}

/** In Markdown. */
export const settingsAsMarkdown = (): string =>
  [
    '| variable | flag | what it is | what it may be | unless set |',
    '| --- | --- | --- | --- | --- |',
    ...all.map(({ env, flag, says, expects, fallback, isSecret }) => {
      const orFile = isSecret ? ` (or \`${fileVariable(env)}\`, naming a file)` : '';
      const unset = fallback === '' ? '' : `\`${fallback}\``;
      return `| \`${env}\`${orFile} | \`--${flag}\` | ${says} | ${expects} | ${unset} |`;
    }),
  ].join('\n');
