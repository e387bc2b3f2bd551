/** What the files in deploy/ name is there: measures, alerts' pages, settings, scripts. */
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startedWith } from '../../bench/relay-process.ts';
import { readConfig } from '../../server/read-config.ts';
import { createMetrics } from '../../server/metrics/create-metrics.ts';
import { measures, type MeasureDeclaration } from '../../server/metrics/metric-table.ts';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');
const isThere = (file: string): Promise<boolean> =>
  access(path.join(root, file)).then(
    () => true,
    () => false,
  );

const alerts = await read('deploy/prometheus/solder-alerts.yml');

/** Everything that Grafana is to ask, panel by panel and for its variables. */
async function dashboardQueries(): Promise<readonly string[]> {
  const dashboard = JSON.parse(await read('deploy/grafana/solder.json')) as {
    readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
    readonly templating: { readonly list: readonly { readonly definition?: string }[] };
  };
  return [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
  ];
}

const alertQueries = [...alerts.matchAll(/^ +expr: (.+)$/gm)].map(([, expr = '']) => expr);

/** Labels that Prometheus itself gives to every series, and the bound of a histogram's bucket. */
const given = ['instance', 'job', 'le'];

/** What is wrong with the measures and labels that a query names. */
async function wrongIn(query: string, told: string): Promise<readonly string[]> {
  const names = [...query.matchAll(/\b(?:solder|process|nodejs)_\w+/g)].map(([name]) => name);
  const wrong = names.filter((name) => {
    const family = name.replace(/_(?:bucket|sum|count)$/, '');
    const isHistogram = told.includes(`# TYPE ${family} histogram`);
    return !told.includes(`# HELP ${isHistogram ? family : name} `);
  });
  const known = new Set([
    ...given,
    ...Object.values<MeasureDeclaration>(measures).flatMap(({ labels = [] }) => labels),
  ]);
  const labels = [
    ...[...query.matchAll(/(\w+)(?:=|!=|=~|!~)"/g)].map(([, label = '']) => label),
    ...[...query.matchAll(/by \(([\w, ]+)\)/g)].flatMap(([, list = '']) => list.split(', ')),
  ].filter((label) => !known.has(label));
  // `up` is Prometheus's own.
  const none = names.length === 0 && !query.startsWith('up{') ? [`no measure in ${query}`] : [];
  return [...none, ...wrong, ...labels];
}

test('DEPLOY-1: alerts and the dashboard name only measures and labels that the relay tells', async () => {
  const told = await createMetrics().text();
  const queries = [...alertQueries, ...(await dashboardQueries())];
  expect(alertQueries.length).toBeGreaterThan(8);
  expect(queries.length).toBeGreaterThan(30);
  const wrong: string[] = [];
  for (const query of queries) wrong.push(...(await wrongIn(query, told)));
  expect(wrong).toEqual([]);
  // The test itself finds one that there is not.
  expect(await wrongIn('rate(solder_edits_lost_total{who="x"}[5m])', told)).toHaveLength(2);
});

test('DEPLOY-1: the dashboard shows every measure of the relay’s own', async () => {
  const shown = (await dashboardQueries()).join('\n');
  expect(Object.keys(measures).filter((name) => !shown.includes(name))).toEqual([]);
});

test('DEPLOY-1: each alert has a section that says what to do, and each section is of an alert', async () => {
  const names = [...alerts.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name]) => name);
  const sections = [...(await read('docs/alerts.md')).matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  expect(names.length).toBe(alertQueries.length);
  expect(sections).toEqual(names);
});

test('DEPLOY-2: the settings that are shipped can be read, and lead to no demo', async () => {
  const lines = (await read('deploy/solder.env')).split('\n').filter((line) => /^[A-Z]/.test(line));
  const env = Object.fromEntries(lines.map((line) => line.split('=', 2)));
  expect(readConfig(env)).toMatchObject({
    host: '127.0.0.1',
    origins: ['https://shop.example.org'],
    data: '/var/lib/solder/data',
    demo: 'off',
  });
  const ofImage = /^ENV (.+)$/m.exec(await read('deploy/container/Containerfile'))?.[1] ?? '';
  expect(readConfig(Object.fromEntries(ofImage.split(' ').map((pair) => pair.split('=', 2))))).toMatchObject({
    host: '0.0.0.0',
    data: '/data',
    demo: 'off',
  });
});

test('DEPLOY-2: what units, scripts and the image start and copy is in the project', async () => {
  const named = new Set<string>();
  for (const unit of ['solder.service', 'solder-backup.service']) {
    const text = await read(`deploy/systemd/${unit}`);
    const [, started = ''] = /^ExecStart=(.+)$/m.exec(text) ?? [];
    for (const word of started.split(' ')) {
      const inProject = word.replace('/opt/solder/current/', '');
      if (/^(server|deploy)\//.test(inProject)) named.add(inProject);
    }
    expect(text).toContain('\nUser=solder\n');
    expect(text).toContain('\nNoNewPrivileges=yes\n');
    expect(text).toContain('\nProtectSystem=strict\n');
  }
  for (const script of ['deploy/bin/solder', 'deploy/bin/solder-backup', 'deploy/container/solder']) {
    for (const [, file = ''] of (await read(script)).matchAll(/(server\/[\w/-]+\.ts)/g)) named.add(file);
  }
  const image = await read('deploy/container/Containerfile');
  for (const [, from = ''] of image.matchAll(/^COPY --from=build (.+) \S+$/gm)) {
    for (const file of from.split(' ')) {
      const inProject = file.replace('/opt/solder/', '');
      if (!/^(\/|node_modules|dist)/.test(inProject)) named.add(inProject);
    }
  }
  for (const [, file = ''] of image.matchAll(/^COPY (deploy\S+) \S+$/gm)) named.add(file);
  expect([...named].toSorted()).toEqual([
    'LICENSE',
    'deploy/bin/solder-backup',
    'deploy/container/solder',
    'package.json',
    'server',
    'server/cli/main.ts',
    'server/main.ts',
    'shared',
  ]);
  for (const file of named) expect([file, await isThere(file)]).toEqual([file, true]);
});

test('DEPLOY-2: a service manager waits longer than the relay takes to end, and leaves it ended when it ended well', async () => {
  const unit = await read('deploy/systemd/solder.service');
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(10);
  expect(unit).toContain('\nRestart=on-failure\n');
  expect(unit).toContain('\nRestartPreventExitStatus=2\n');
});

test('DEPLOY-4: the relay is started with the same options of Node wherever it is, and where it is measured', async () => {
  const options = startedWith.join(' ');
  const { scripts } = JSON.parse(await read('package.json')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  expect(scripts['start']).toMatch(new RegExp(`node ${options} server/main\\.ts$`));
  expect(await read('deploy/systemd/solder.service')).toContain(`/node ${options} server/main.ts\n`);
  const image = await read('deploy/container/Containerfile');
  expect(image).toContain(
    `ENTRYPOINT ${JSON.stringify(['node', ...startedWith, 'server/main.ts']).replaceAll(',', ', ')}`,
  );
});
