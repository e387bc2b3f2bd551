import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { appScene, canary } from './app-scene.ts';

let dist = '';
beforeEach(async () => {
  dist = await mkdtemp(path.join(tmpdir(), 'solder-dist-'));
});
afterEach(() => rm(dist, { recursive: true, force: true }));

const build = async (): Promise<void> => {
  await mkdir(path.join(dist, 'assets'));
  await Promise.all([
    writeFile(path.join(dist, 'index.html'), '<!doctype html><title>Solder</title>'),
    writeFile(path.join(dist, 'service-worker.js'), '// worker'),
    writeFile(path.join(dist, 'manifest.webmanifest'), '{}'),
    writeFile(path.join(dist, 'assets/index-BkT9x_2a.js'), '// app'),
    mkdir(path.join(dist, 'operator/assets'), { recursive: true }).then(() =>
      Promise.all([
        writeFile(path.join(dist, 'operator/index.html'), '<!doctype html><title>Operator</title>'),
        writeFile(path.join(dist, 'operator/assets/index-CkT9x_2a.js'), '// dashboard'),
      ]),
    ),
    writeFile(path.join(dist, '.hidden'), canary),
    writeFile(path.join(dist, '..', `${path.basename(dist)}-outside.txt`), canary),
  ]);
};

describe('REST-7: the app', () => {
  afterEach(() => rm(`${dist}-outside.txt`, { force: true }));

  test.each([
    ['/', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/ticket/01h', 'text/html; charset=utf-8', 'no-cache'],
    ['/service-worker.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/manifest.webmanifest', 'application/manifest+json', 'no-cache'],
    ['/assets/index-BkT9x_2a.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  ])('REST-7: %s is %s, %s', async (target, type, cache) => {
    await build();
    const response = await appScene({}, dist).app.request(target);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('cache-control')).toBe(cache);
  });

  test('DASH-7: /operator and what is below it is the dashboard’s page, under the same headers as all else', async () => {
    await build();
    const { app } = appScene({}, dist);
    for (const target of ['/operator', '/operator/', '/operator/connections?shop=a']) {
      const response = await app.request(target);
      expect(await response.text()).toContain('Operator');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    }
    const script = await app.request('/operator/assets/index-CkT9x_2a.js');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await app.request('/operator/assets/gone-12345678.js')).status).toBe(404);
    expect(await (await app.request('/operators')).text()).not.toContain('Operator');
  });

  test('REST-7: what is missing under a file name is 404, never the page', async () => {
    await build();
    const { app } = appScene({}, dist);
    for (const target of ['/assets/gone-12345678.js', '/favicon.ico', '/api/nothing', '/api', '/sync']) {
      expect((await app.request(target)).status).toBe(404);
    }
  });

  test('REST-7: nothing outside the folder and nothing hidden is served', async () => {
    await build();
    const { app } = appScene({}, dist);
    const outside = `${path.basename(dist)}-outside.txt`;
    for (const target of [
      `/%2e%2e/${outside}`,
      `/..%2f${outside}`,
      `/assets/%2e%2e%2f%2e%2e%2f${outside}`,
      `/..%5c${outside}`,
      '/.hidden',
      '/index.html%00.js',
      '/%ff',
    ]) {
      const response = await app.request(target);
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain(canary);
    }
  });

  test('REST-7: an unchanged file is 304', async () => {
    await build();
    const { app } = appScene({}, dist);
    const tag = must((await app.request('/')).headers.get('etag'), 'a tag');
    const again = await app.request('/', { headers: { 'If-None-Match': tag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  test('REST-7: before the app is built the answer says so, and the rest works', async () => {
    const { app } = appScene({}, dist);
    const response = await app.request('/');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('not built');
    expect((await app.request('/health')).status).toBe(200);
  });
});
