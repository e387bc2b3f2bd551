import path from 'node:path';
import { expect, test } from 'vitest';
import { isLoopback, settings } from './config.ts';
import { describeSettings } from './describe-settings.ts';
import { BadSetting, readConfig, sourceOf } from './read-config.ts';

test('START-1: without settings the relay keeps to this machine, in ./data', () => {
  expect(readConfig({})).toEqual({
    port: 4500,
    host: '127.0.0.1',
    data: path.resolve('data'),
    origins: [],
    demo: 'auto',
    filesPerShop: 20e9,
    historyDays: 730,
    secretKeys: '',
    metricsToken: '',
    idleDays: 60,
    sessionDays: 180,
    oidc: '',
    proxies: [],
    webhooksAnywhere: false,
  });
});

test('START-1: a flag goes over the environment, and an empty variable counts as absent', () => {
  expect(readConfig({ PORT: '1', SOLDER_HOST: '' }, ['--port', '2'])).toMatchObject({
    port: 2,
    host: '127.0.0.1',
  });
  expect(readConfig({ PORT: '0', SOLDER_DATA: '/srv/x', SOLDER_DEMO: 'off' })).toMatchObject({
    port: 0,
    data: '/srv/x',
    demo: 'off',
  });
});

test('START-1: origins are read with commas between them', () => {
  expect(readConfig({ SOLDER_ORIGINS: 'https://a.example, http://b.example:8080' }).origins).toEqual([
    'https://a.example',
    'http://b.example:8080',
  ]);
});

test.each([
  [{ PORT: '65536' }],
  [{ PORT: '-1' }],
  [{ PORT: '80a' }],
  [{ PORT: '1e3' }],
  [{ SOLDER_HOST: 'localhost:80' }],
  [{ SOLDER_HOST: 'http://x' }],
  [{ SOLDER_ORIGINS: 'https://a.example/' }],
  [{ SOLDER_ORIGINS: 'a.example' }],
  [{ SOLDER_ORIGINS: '*' }],
  [{ SOLDER_DEMO: 'yes' }],
  [{ SOLDER_FILES_GB: '0' }],
  [{ SOLDER_FILES_GB: '1.5' }],
  [{ SOLDER_IDLE_DAYS: '3651' }],
  [{ SOLDER_METRICS_TOKEN: 'short' }],
  [{ SOLDER_PROXIES: 'proxy.example' }],
])('START-1: %o is refused in words that name it', (env) => {
  const [name = ''] = Object.keys(env);
  expect(() => readConfig(env)).toThrow(BadSetting);
  expect(() => readConfig(env)).toThrow(name);
});

test('START-1: a flag that there is not is refused', () => {
  expect(() => readConfig({}, ['--prot', '1'])).toThrow(BadSetting);
  expect(() => readConfig({}, ['extra'])).toThrow(BadSetting);
});

test('START-1: the table in the help names every setting', () => {
  for (const { env, flag } of Object.values(settings)) {
    expect(describeSettings()).toContain(env);
    expect(describeSettings()).toContain(`--${flag}`);
  }
});

test('START-1: loopback is what only this machine reaches', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost'].filter(isLoopback)).toHaveLength(4);
  expect(
    ['0.0.0.0', '::', '192.168.1.2', 'localhost.example.org', '127.0.0.1.example.org'].some(isLoopback),
  ).toBe(false);
});

test('START-10: a secret may stand in a file, and is told in no message', () => {
  const inFile = { SOLDER_METRICS_TOKEN_FILE: '/run/metrics-token' };
  const { metricsToken } = settings;
  const read = (text: string) => readConfig(inFile, [], () => text).metricsToken;
  expect(read('abcdefghijklmnop\n')).toBe('abcdefghijklmnop');
  expect(sourceOf(metricsToken, inFile)).toBe('file');
  expect(() => read('hunter2')).toThrow(
    'what SOLDER_METRICS_TOKEN_FILE names is a text of 7 characters, and should be 16 to 200 letters',
  );
  expect(() => read('\n')).toThrow('it is empty');
  expect(() => readConfig({ SOLDER_METRICS_TOKEN_FILE: '/nowhere/at/all' })).toThrow('(ENOENT)');
  expect(() => readConfig({ SOLDER_METRICS_TOKEN: 'hunter2' })).not.toThrow('hunter2');
  expect(() => readConfig({ ...inFile, SOLDER_METRICS_TOKEN: 'abcdefghijklmnop' })).toThrow('both given');
});

test('START-10: a variable that is no setting is refused, with the one that may be meant', () => {
  expect(() => readConfig({ SOLDER_ORIGIN: 'https://a.example' })).toThrow(
    'SOLDER_ORIGIN is no setting. Is SOLDER_ORIGINS meant?',
  );
  expect(() => readConfig({ SOLDER_COLOUR_OF_THE_BENCH: 'red' })).toThrow(
    'SOLDER_COLOUR_OF_THE_BENCH is no setting. "solder --help" lists',
  );
  // Of no secret there is a file where it would not be looked for.
  expect(() => readConfig({ SOLDER_DATA_FILE: 'x' })).toThrow(BadSetting);
  expect(readConfig({ SOLDER_RUNS: '5', SOLDER_SHARED: '/x', SOLDERING: 'on', HOME: '/' }).port).toBe(4500);
});
