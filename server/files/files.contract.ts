/** What every implementation of `Files` promises, run on each. */
import { describe, expect, test } from 'vitest';
import { must } from '../../shared/lib/assert.ts';
import { largestFile } from '../../shared/protocol/file-upload.ts';
import type { Author } from '../../shared/lib/ids.ts';
import { FileRefused, type Files } from './files.ts';
import { bytesOf, demo, factsOf, nameOf, other, picture, put, streamOf } from './files-scene.ts';

export const quota = 40 * 2 ** 20;

const refused = (kind: string) => expect.objectContaining({ name: 'FileRefused', kind });

/** `open` makes an empty one whose shops may hold `quota` bytes; `later` lets time pass on its disk and answers the moment. */
export function filesContract(
  title: string,
  open: () => Promise<{ files: Files; later: (ms: number) => Promise<number> }>,
): void {
  describe(title, () => {
    test('FILE-1: a file that was sent whole is there, byte for byte, with what was announced', async () => {
      const { files } = await open();
      const name = nameOf();
      const bytes = picture(70_001);
      expect(await files.read(name)).toBeUndefined();
      expect(await files.progress(name)).toBeUndefined();
      expect(await files.begin(name, factsOf(bytes))).toEqual({ offset: 0, length: 70_001, finished: false });
      expect(await files.append(name, 0, streamOf(bytes))).toEqual({
        offset: 70_001,
        length: 70_001,
        finished: true,
      });
      expect(await files.read(name)).toMatchObject(factsOf(bytes));
      expect(await bytesOf(files, name)).toEqual(bytes);
    });

    test('FILE-2: what came before a cut is kept, and the rest is taken from there, wherever it was cut', async () => {
      const { files } = await open();
      const bytes = picture(3000);
      for (const cut of [0, 1, 15, 16, 997, 1500, 2999]) {
        const name = nameOf();
        await files.begin(name, factsOf(bytes));
        const came = await files.append(
          name,
          0,
          streamOf(bytes.subarray(0, cut), { chunk: 500, breaks: true }),
        );
        expect(came).toEqual({ offset: cut, length: 3000, finished: false });
        expect(await files.read(name)).toBeUndefined();
        expect(await files.progress(name)).toEqual(came);
        expect(await files.begin(name, factsOf(bytes))).toEqual(came);
        expect((await files.append(name, cut, streamOf(bytes.subarray(cut)))).finished).toBe(true);
        expect(await bytesOf(files, name)).toEqual(bytes);
      }
    });

    test('FILE-2: a piece that begins elsewhere is refused and harms nothing', async () => {
      const { files } = await open();
      const name = nameOf();
      const bytes = picture(1000);
      await files.begin(name, factsOf(bytes));
      await files.append(name, 0, streamOf(bytes.subarray(0, 400)));
      for (const offset of [0, 399, 401, 1000]) {
        await expect(files.append(name, offset, streamOf(bytes))).rejects.toEqual(refused('offset-mismatch'));
      }
      await files.append(name, 400, streamOf(bytes.subarray(400)));
      expect(await bytesOf(files, name)).toEqual(bytes);
    });

    test('FILE-2: who comes back while the old connection hangs overtakes it', async () => {
      const { files } = await open();
      const name = nameOf();
      const bytes = picture(1000);
      await files.begin(name, factsOf(bytes));
      const hanging = Promise.withResolvers<undefined>();
      const came = Promise.withResolvers<undefined>();
      const old = files.append(
        name,
        0,
        (async function* () {
          yield bytes.subarray(0, 300);
          came.resolve(undefined);
          await hanging.promise;
          yield bytes.subarray(300);
        })(),
      );
      await came.promise;
      expect(await files.progress(name)).toEqual({ offset: 300, length: 1000, finished: false });
      expect(await old).toEqual({ offset: 300, length: 1000, finished: false });
      await files.append(name, 300, streamOf(bytes.subarray(300)));
      hanging.resolve(undefined);
      expect(await bytesOf(files, name)).toEqual(bytes);
    });

    test('FILE-3: the same file again is finished at once; other content under its id is refused', async () => {
      const { files } = await open();
      const name = nameOf();
      const bytes = picture(1000);
      await put(files, name, bytes);
      expect(await files.begin(name, factsOf(bytes, { by: 'ben' as Author }))).toEqual({
        offset: 1000,
        length: 1000,
        finished: true,
      });
      expect((await files.append(name, 1000, streamOf(new Uint8Array()))).finished).toBe(true);
      await expect(files.begin(name, factsOf(picture(1000)))).rejects.toEqual(refused('other-content'));
      await expect(files.begin(name, factsOf(bytes, { type: 'image/png' }))).rejects.toEqual(
        refused('other-content'),
      );
      const begun = nameOf();
      await files.begin(begun, factsOf(bytes));
      await expect(files.begin(begun, factsOf(picture(1000)))).rejects.toEqual(refused('other-content'));
      expect(await bytesOf(files, name)).toEqual(bytes);
    });

    test('FILE-3: the renditions of an id are apart, and so are shops', async () => {
      const { files } = await open();
      const { id } = nameOf();
      const [full, thumb, theirs] = [picture(2000), picture(200), picture(300)];
      await put(files, nameOf(id, 'full'), full);
      await put(files, nameOf(id, 'thumb'), thumb);
      expect(await files.read(nameOf(id, 'full', other))).toBeUndefined();
      await put(files, nameOf(id, 'full', other), theirs);
      expect(await bytesOf(files, nameOf(id, 'full'))).toEqual(full);
      expect(await bytesOf(files, nameOf(id, 'thumb'))).toEqual(thumb);
      expect(await bytesOf(files, nameOf(id, 'full', other))).toEqual(theirs);
    });

    test('FILE-10: no file becomes whole in a moment that is kept free of that; one that was about to is waited for', async () => {
      const { files } = await open();
      const [before, meanwhile] = [nameOf(), nameOf()];
      const bytes = picture(1000);
      const listed = async () => {
        const names: string[] = [];
        for await (const { id } of files.names(before.shop)) names.push(id);
        return names;
      };
      const first = put(files, before, bytes);
      const free = Promise.withResolvers<void>();
      const begun = Promise.withResolvers<readonly string[]>();
      await first;
      const moment = files.whileNoneFinishes(async () => {
        begun.resolve(await listed());
        await free.promise;
        return listed();
      });
      expect(await begun.promise).toEqual([before.id]);
      let isDone = false;
      const second = put(files, meanwhile, bytes).then(() => (isDone = true));
      // What needs no finishing goes on, and after it the other one had every chance.
      await files.begin(nameOf(), factsOf(bytes));
      expect(await bytesOf(files, before)).toEqual(bytes);
      expect(isDone).toBe(false);
      free.resolve();
      expect(await moment).toEqual([before.id]);
      await second;
      expect((await listed()).sort()).toEqual([before.id, meanwhile.id].sort());
    });

    test('FILE-4: bytes that do not match the checksum are thrown away, and the file can be sent anew', async () => {
      const { files } = await open();
      const name = nameOf();
      const bytes = picture(1000);
      const wrong = bytes.with(500, (bytes[500] ?? 0) ^ 1);
      await files.begin(name, factsOf(bytes));
      await expect(files.append(name, 0, streamOf(wrong))).rejects.toEqual(refused('checksum-mismatch'));
      expect(await files.read(name)).toBeUndefined();
      expect(await files.progress(name)).toBeUndefined();
      await expect(files.append(name, 0, streamOf(bytes))).rejects.toEqual(refused('not-found'));
      await put(files, name, bytes);
      expect(await bytesOf(files, name)).toEqual(bytes);
    });

    test('FILE-4: a file is what its first bytes say, or it is refused', async () => {
      const { files } = await open();
      const html = new TextEncoder().encode('<!doctype html><script>alert(1)</script>');
      const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
      for (const bytes of [html, svg, picture(1000, 'image/png'), picture(2)]) {
        const name = nameOf();
        await files.begin(name, factsOf(bytes, { type: 'image/jpeg' }));
        await expect(files.append(name, 0, streamOf(bytes))).rejects.toEqual(
          refused('unsupported-media-type'),
        );
        expect(await files.progress(name)).toBeUndefined();
      }
      for (const type of ['image/png', 'image/webp'] as const) {
        const name = nameOf();
        const bytes = picture(1000, type);
        await files.begin(name, factsOf(bytes, { type }));
        expect((await files.append(name, 0, streamOf(bytes))).finished).toBe(true);
      }
    });

    test('FILE-5: a file that is too large is refused before its first byte, and so are bytes beyond its length', async () => {
      const { files } = await open();
      for (const rendition of ['full', 'thumb'] as const) {
        const facts = factsOf(picture(10), { length: largestFile[rendition] + 1 });
        await expect(files.begin(nameOf(undefined, rendition), facts)).rejects.toEqual(refused('too-large'));
      }
      const name = nameOf();
      const bytes = picture(1000);
      await files.begin(name, factsOf(bytes));
      await expect(files.append(name, 0, streamOf(picture(1001), { chunk: 400 }))).rejects.toEqual(
        refused('too-large'),
      );
      expect(await files.read(name)).toBeUndefined();
    });

    test('FILE-5: a shop has so much room and no more, announced files included; others have their own', async () => {
      const { files } = await open();
      const facts = factsOf(picture(10), { length: 15 * 2 ** 20 });
      const names = [nameOf(), nameOf(), nameOf(), nameOf()];
      const begun = await Promise.allSettled(names.map((name) => files.begin(name, facts)));
      const announced = names.filter((_, at) => begun[at]?.status === 'fulfilled');
      expect(announced).toHaveLength(2);
      await expect(files.begin(nameOf(), facts)).rejects.toEqual(refused('quota-exceeded'));
      expect(await files.used(demo)).toBeGreaterThanOrEqual(30 * 2 ** 20);
      expect(await files.used(demo)).toBeLessThanOrEqual(quota);
      await files.begin(nameOf(undefined, 'full', other), facts);
      expect(await files.discard(must(announced[0], 'an announced file'))).toBe(true);
      await files.begin(nameOf(), facts);
      await expect(files.begin(nameOf(), facts)).rejects.toEqual(refused('quota-exceeded'));
    });

    test('FILE-5: what is unfinished and does not move is swept away; what moves or is whole stays', async () => {
      const { files, later } = await open();
      const bytes = picture(1000);
      const [dead, moving, whole, silent] = [nameOf(), nameOf(), nameOf(), nameOf()];
      await put(files, whole, bytes);
      for (const name of [dead, moving, silent]) await files.begin(name, factsOf(bytes));
      await files.append(dead, 0, streamOf(bytes.subarray(0, 100)));
      const before = await files.used(demo);
      const now = await later(10_000);
      await files.append(moving, 0, streamOf(bytes.subarray(0, 100)));
      expect(await files.sweep(now - 5_000)).toBe(2);
      expect(await files.used(demo)).toBeLessThan(before);
      expect(await files.progress(dead)).toBeUndefined();
      expect(await files.progress(silent)).toBeUndefined();
      expect(await files.progress(moving)).toMatchObject({ offset: 100 });
      expect(await bytesOf(files, whole)).toEqual(bytes);
      await put(files, dead, bytes);
      expect(await bytesOf(files, dead)).toEqual(bytes);
    });

    test('FILE-5: an unfinished upload can be given up, a whole file cannot', async () => {
      const { files } = await open();
      const [begun, whole] = [nameOf(), nameOf()];
      const bytes = picture(1000);
      await files.begin(begun, factsOf(bytes));
      await put(files, whole, bytes);
      expect(await files.discard(begun)).toBe(true);
      expect(await files.discard(begun)).toBe(false);
      expect(await files.discard(whole)).toBe(false);
      expect(await files.progress(begun)).toBeUndefined();
      expect(await bytesOf(files, whole)).toEqual(bytes);
    });

    test('FILE-6: a file that was removed is gone in all renditions, for good, and its room is free', async () => {
      const { files } = await open();
      const { id } = nameOf();
      const bytes = picture(1000);
      const [full, thumb, theirs] = [nameOf(id), nameOf(id, 'thumb'), nameOf(id, 'full', other)];
      await put(files, full, bytes);
      await put(files, theirs, bytes);
      await files.begin(thumb, factsOf(bytes));
      expect(await files.remove(demo, id)).toBe(true);
      expect(await files.remove(demo, id)).toBe(false);
      expect(await files.used(demo)).toBe(0);
      expect(await files.read(full)).toBeUndefined();
      await expect(files.append(thumb, 0, streamOf(bytes))).rejects.toEqual(refused('gone'));
      await expect(files.begin(full, factsOf(bytes))).rejects.toBeInstanceOf(FileRefused);
      await expect(files.begin(thumb, factsOf(bytes))).rejects.toEqual(refused('gone'));
      expect(await bytesOf(files, theirs)).toEqual(bytes);
      const unheard = nameOf();
      expect(await files.remove(demo, unheard.id)).toBe(false);
      await expect(files.begin(unheard, factsOf(bytes))).rejects.toEqual(refused('gone'));
    });
  });
}
