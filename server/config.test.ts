import path from 'node:path';
import { expect, test } from 'vitest';
import { BadSetting, describeSettings, isLoopback, readConfig, settings } from './config.ts';

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
