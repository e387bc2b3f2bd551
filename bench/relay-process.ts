/** A relay as its users run it: a process of its own on a data folder, on a free port, without the demo shop. */
import path from 'node:path';
import { startServer, type Program, type ServerProcess } from './server-process.ts';

/** Of Node, as wherever it is started (rule DEPLOY-4). */
export const startedWith: readonly string[] = ['--v8-pool-size=1', '--no-parallel-scavenge'];

export interface RelayProcess extends ServerProcess {
  readonly host: string;
  readonly port: number;
  /** A measure that it tells, without labels. */
  metric(name: string): Promise<number>;
}

/** Whoever has it is told the relay's measures. */
const metricsToken = 'the-bench-reads-measures';

export interface RelaySettings {
  readonly demo?: 'on' | 'off';
  /** Beside its own, of pages that may connect. */
  readonly origins?: string;
  readonly collects?: Program['collects'];
  /** Where it leaves what its processor time went to. */
  readonly profile?: string | undefined;
}

/** Ends with the stack. @throws when it does not say in time where it is. */
export async function startRelay(
  folder: string,
  stack: AsyncDisposableStack,
  { demo = 'off', origins = '', collects, profile }: RelaySettings = {},
): Promise<RelayProcess> {
  const main = path.join(import.meta.dirname, '../server/main.ts');
  const server = await startServer(
    {
      words: [
        ...startedWith,
        ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
        main,
      ],
      env: {
        SOLDER_DATA: folder,
        SOLDER_HOST: '127.0.0.1',
        SOLDER_DEMO: demo,
        SOLDER_ORIGINS: origins,
        SOLDER_METRICS_TOKEN: metricsToken,
        PORT: '0',
      },
      collects,
      listens: /^Solder is running at (http:\/\/\S+)$/,
    },
    stack,
  );
  const { hostname, port } = new URL(server.said[1] ?? '');
  const metric = async (name: string): Promise<number> => {
    const headers = { Authorization: `Bearer ${metricsToken}` };
    const told = await (await fetch(`http://${hostname}:${port}/metrics`, { headers })).text();
    const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(told) ?? [];
    if (value === undefined) throw new Error(`the relay does not tell ${name}`);
    return Number(value);
  };
  return { ...server, host: hostname, port: Number(port), metric };
}
