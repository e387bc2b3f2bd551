/** `solder doc`, `status` and `config`, as processes where a relay runs, else in this one. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { silentLog } from '../log.ts';
import { processScene, type ProcessScene } from '../process-scene.ts';
import { documentNamed } from '../store/entries-scene.ts';
import { openWorkshop } from '../workshop.ts';
import { runOn } from './run-scene.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene();
  const workshop = await openWorkshop({
    folder: scene.folder,
    time: systemTime,
    random: systemRandom,
    log: silentLog,
  });
  await workshop.store.createShop('demo' as never, 'Demo');
  for (const id of ['a', 'b']) {
    for (const subject of ['One', 'Two', 'Three']) {
      await workshop.relay.write(documentNamed(`ticket/${id}`), '@import' as Author, (entity) =>
        entity.set('subject', `${subject} of ${id}`),
      );
    }
  }
  await workshop.close();
});
afterEach(() => scene.end());

const solder = (...words: string[]) => runOn(scene.folder, words);

const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

/** Loses the entry in the middle of a record. */
function lose(id: string): void {
  const store = new DatabaseSync(path.join(scene.folder, 'store.sqlite'), { timeout: 10_000 });
  store.exec(`DELETE FROM log WHERE document = (SELECT n FROM documents WHERE id = '${id}')
    AND seq = (SELECT seq FROM log WHERE document = (SELECT n FROM documents WHERE id = '${id}') ORDER BY seq LIMIT 1 OFFSET 1)`);
  store.close();
}

describe('doc', () => {
  test('DOC-1: lists records with their sizes and shows one as it is and as it is stored', async () => {
    const listed = json((await solder('doc', 'ls', '--shop', 'demo', '--json')).out);
    expect(listed).toMatchObject({
      all: 2,
      documents: [{ kind: 'ticket', id: 'a', entries: 3, damaged: false }, { id: 'b' }],
    });
    const some = await solder('doc', 'ls', '--shop', 'demo', '--limit', '1', '--largest');
    expect(some).toMatchObject({ code: 0, err: '' });
    expect(some.out).toContain('1 of 2 records.');
    const shown = await solder('doc', 'show', 'demo/ticket/a');
    expect(shown.out).toContain('subject: Three of a');
    expect(shown.out).toContain('3 entries since');
    expect(json((await solder('doc', 'show', 'demo/ticket/a', '--json')).out)).toMatchObject({
      damage: [],
      waits: false,
      authors: ['@import'],
    });
  });

  test('DOC-1: what is not there is said in one line', async () => {
    for (const [words, code, said] of [
      [['doc', 'ls', '--shop', 'none'], 1, 'no shop "none"'],
      [['doc', 'ls', '--shop', 'demo', '--limit', 'x'], 2, '--limit'],
      [['doc', 'show', 'demo/ticket/none'], 1, 'no record demo/ticket/none'],
      [['doc', 'show', 'nonsense'], 2, 'SHOP/KIND/ID'],
      [['doc', 'history', 'demo/ticket/none'], 1, 'no record'],
      [['doc', 'export', 'demo/ticket/none', path.join(scene.folder, 'x')], 1, 'no record'],
      [['doc', 'accept-loss', 'demo/ticket/a'], 2, '--yes'],
      [['doc', 'accept-loss', 'demo/ticket/none', '--yes'], 1, 'no record'],
    ] as const) {
      const told = await solder(...words);
      expect({ code: told.code, out: told.out }, words.join(' ')).toEqual({ code, out: '' });
      expect(told.err).toContain(said);
    }
  });

  test('DOC-2: the history, the newest first, and a record as a file that Yjs reads', async () => {
    const told = json((await solder('doc', 'history', 'demo/ticket/a', '--json')).out);
    expect(
      (told['entries'] as { author: string; changes: { to?: unknown }[] }[]).map(
        ({ changes }) => changes.at(-1)?.to,
      ),
    ).toEqual(['Three of a', 'Two of a', 'One of a']);
    const short = await solder('doc', 'history', 'demo/ticket/a', '--limit', '1');
    expect(short.out).toContain('register subject');
    expect(short.out).toContain('older entries');
    const file = path.join(scene.folder, 'a.json');
    expect((await solder('doc', 'export', 'demo/ticket/a', file)).code).toBe(0);
    const exported = json(await readFile(file, 'utf8'));
    expect(exported).toMatchObject({
      format: 'solder-document',
      name: 'demo/ticket/a',
      row: { fields: { subject: 'Three of a' } },
    });
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Buffer.from(String(exported['update']), 'base64'));
    expect(doc.getArray('registers').length).toBe(1);
    expect((await solder('doc', 'export', 'demo/ticket/a', file)).err).toContain('is there already');
  });

  test('DOC-3, DOC-4: folding leaves a damaged record alone, and its mark ends when the loss is accepted', async () => {
    expect((await solder('doc', 'compact', 'demo/ticket/a')).out).toContain('folded into one snapshot');
    expect((await solder('doc', 'compact', 'demo/ticket/a')).out).toContain('nothing to fold');
    const none = await solder('doc', 'compact', 'demo/ticket/none');
    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.err).toContain('There is no record demo/ticket/none');
    expect((await solder('doc', 'accept-loss', 'demo/ticket/a', '--yes')).out).toContain('Nothing is lost');
    lose('b');
    const damaged = await solder('doc', 'compact', 'demo/ticket/b');
    expect(damaged).toMatchObject({ code: 1, out: '' });
    expect(damaged.err).toContain('are lost');
    expect(json((await solder('doc', 'ls', '--shop', 'demo', '--damaged', '--json')).out)).toMatchObject({
      documents: [{ id: 'b', damaged: true }],
    });
    expect((await solder('verify')).code).toBe(1);
    const accepted = await solder('doc', 'accept-loss', 'demo/ticket/b', '--yes');
    expect(accepted).toMatchObject({ code: 0, err: '' });
    expect(accepted.out).toContain('is missing');
    expect((await solder('verify')).code).toBe(0);
    expect(json((await solder('doc', 'ls', '--shop', 'demo', '--damaged', '--json')).out)).toMatchObject({
      documents: [],
    });
    // It goes on from what could be read.
    expect((await solder('doc', 'show', 'demo/ticket/b')).out).toContain('subject: One of b');
  });
});

test('DOC-3, DOC-4, OPERATE-2: the same through a running relay, which is found and well', async () => {
  lose('b');
  const relay = await scene.relay({ SOLDER_DEMO: 'off' });
  expect((await solder('doc', 'compact', 'demo/ticket/a')).out).toContain('folded');
  expect((await solder('doc', 'accept-loss', 'demo/ticket/b', '--yes')).out).toContain('is missing');
  expect((await solder('verify')).code).toBe(0);
  const told = json((await solder('status', '--json')).out);
  expect(told).toMatchObject({
    relay: { state: 'running', url: relay.url },
    takesBackUntil: 0,
    shops: [{ shop: 'demo', records: 2, damaged: 0, files: 0 }],
  });
  relay.process.kill('SIGKILL');
  await relay.ended;
  expect((await solder('status')).out).toContain('none runs');
});

test('BACKUP-5: a folder without a store is no folder to copy, and none is made', async () => {
  const empty = path.join(scene.folder, 'empty');
  await mkdir(empty);
  const { code, err } = await runOn(empty, ['backup', path.join(scene.folder, '..', 'x.tar')]);
  expect(code).toBe(1);
  expect(err).toContain('no store in');
  expect(await readdir(empty)).not.toContain('store.sqlite');
});

test('OPERATE-3: the settings as they are here, and where each comes from', async () => {
  const told = JSON.parse((await solder('config', '--json')).out) as {
    env: string;
    value: unknown;
    from: string;
  }[];
  expect(told).toContainEqual(
    expect.objectContaining({ env: 'SOLDER_DATA', value: scene.folder, from: 'environment' }),
  );
  expect(told).toContainEqual(expect.objectContaining({ env: 'PORT', value: 4500, from: 'default' }));
  expect((await solder('config')).out).toContain('SOLDER_HISTORY_DAYS');
});

test('OPERATE-3: of what is secret it tells only whether it is set', async () => {
  const token = 'abcdefghijklmnop';
  for (const words of [['config'], ['config', '--json']]) {
    const { out } = await runOn(scene.folder, words, { SOLDER_METRICS_TOKEN: token });
    expect(out).toContain('(set)');
    expect(out).not.toContain(token);
  }
});
