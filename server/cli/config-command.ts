/** `solder config`: the settings that a relay started here would have (rule OPERATE-3). */
import { settings, type Config, type Setting } from '../config.ts';
import { readConfig, sourceOf } from '../read-config.ts';
import { inTable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Of what is secret it is told only whether it is set. */
export async function configCommand(
  { json }: { readonly json: boolean },
  { env, out }: Terminal,
): Promise<void> {
  const config = readConfig(env);
  const lines = (Object.keys(settings) as (keyof Config)[]).map((name) => {
    const setting: Setting<unknown> = settings[name];
    const { env: variable, flag, fallback, expects, says, isSecret } = setting;
    const from = sourceOf(setting, env);
    const shown = (value: unknown): unknown => (isSecret && from !== 'default' ? '(set)' : value);
    return {
      told: { env: variable, flag: `--${flag}`, value: shown(config[name]), from, says, expects },
      row: [variable, String(shown(env[variable] || fallback || '-')), from, says],
    };
  });
  out(
    json ? `${JSON.stringify(lines.map(({ told }) => told))}\n` : `${inTable(lines.map(({ row }) => row))}\n`,
  );
}
