/** Photos and signatures of a device in a real browser: offline, over reloads, and until another person sees them. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { ProtocolClient } from '../support/protocol-client.ts';
import { drawPhoto } from './draw-photo.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
beforeAll(async () => {
  scene = await ShopScene.open({ keepsPage: true });
});
afterEach(() => scene.leave());
afterAll(() => scene.close());

const photo = (person: Person, width: number, height: number) => drawPhoto(person.page, width, height);

/** A picture with what a camera writes into it: turned by a quarter, and where it was taken. */
function withExif(jpeg: Buffer): Buffer {
  // Two entries: orientation 6, turned by a quarter, and who took it, at offset 38.
  const tiff = Buffer.from(
    ['4d4d002a00000008', '0002', '011200030000000100060000', '013b00020000001000000026', '00000000'].join(''),
    'hex',
  );
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff, Buffer.from('SECRET-LOCATION\0')]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length + 2);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, body, jpeg.subarray(2)]);
}

const strip = (person: Person) => person.field('photosBefore');
const tile = (person: Person, having = '') => strip(person).locator(`[data-testid="photo"]${having}`);
/** Resolves when the thumb is really drawn. */
const drawn = (person: Person) =>
  eventually(
    () =>
      tile(person)
        .locator('img')
        .first()
        .evaluate((img: HTMLImageElement) => img.naturalWidth > 0),
    true,
  );
const choose = (person: Person, buffer: Buffer, name = 'photo.jpg') =>
  strip(person).locator('input[type="file"]').last().setInputFiles({ name, mimeType: 'image/jpeg', buffer });

async function newDevice(person: Person): Promise<string> {
  await person.page.getByRole('link', { name: 'Devices', exact: true }).first().click();
  await person.page.getByRole('button', { name: 'New device' }).click();
  await person.record().waitFor();
  await person.write('model', 'Photo test');
  return new URL(person.page.url()).pathname;
}

test('PHOTO-1, PHOTO-2, PHOTO-11: a photo taken offline is there at once, after a reload, and, with the connection, at another person; its record holds no byte of it', async () => {
  const ana = await scene.regular('ana');
  const ben = await scene.regular('ben');
  await ana.goOffline();
  const path = await newDevice(ana);
  await choose(ana, withExif(await photo(ana, 4032, 3024)));
  await drawn(ana);
  await tile(ana, '[data-upload="waiting"]').waitFor();
  await ana.saved();
  await ana.page.reload();
  await ana.record().waitFor();
  await drawn(ana);
  await tile(ana, '[data-upload="waiting"]').waitFor();

  await ana.goOnline();
  await tile(ana, '[data-upload="done"]').waitFor();
  await ana.settled();
  await ben.open(path);
  await drawn(ben);
  await tile(ben).locator('button').first().click();
  const large = ben.page.locator('[data-testid="large-photo"][data-state="here"] img[data-whole="true"]');
  await large.waitFor();
  // PHOTO-10: turned as the camera noted, smaller, and nothing else of what the camera wrote.
  await eventually(
    () => large.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]),
    [1920, 2560],
  );
  const id = (await tile(ben).getAttribute('data-file')) ?? '';
  const token = await scene.token('ben');
  const answer = await fetch(`${scene.relayUrl}/api/shops/demo/files/${id}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(bytes.includes('SECRET')).toBe(false);
  expect(bytes.includes('Exif')).toBe(false);

  // PHOTO-1: the document holds the id and no byte of the picture.
  const client = await ProtocolClient.connect(scene.relayUrl, token);
  const { doc } = await client.open(path.split('/').slice(2).join('/'));
  const stateNow = (): Buffer => Buffer.from(Y.encodeStateAsUpdate(doc));
  await client.until(() => stateNow().includes(id));
  const state = stateNow();
  client.end();
  expect(state.length).toBeLessThan(2_000);
  expect(state.includes(bytes.subarray(100, 116))).toBe(false);
});

test('PHOTO-5, PHOTO-11: an upload that fails is seen, and tried again when somebody asks', async () => {
  const ana = await scene.regular('ana');
  await newDevice(ana);
  const refusal = {
    status: 507,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'urn:solder:problem:quota-exceeded' }),
  };
  await ana.page.route('**/api/shops/demo/files', (route) => route.fulfill(refusal));
  await choose(ana, await photo(ana, 800, 600));
  await tile(ana, '[data-upload="failed"]').waitFor();
  const again = strip(ana).getByRole('button', { name: /^Send .* again$/ });
  expect(await again.getAttribute('title')).toContain("the shop's room for photos is full");
  await ana.page.unroute('**/api/shops/demo/files');
  await again.click();
  await tile(ana, '[data-upload="done"]').waitFor();

  // What is no picture is told and leaves nothing.
  await choose(ana, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'drawing.jpg');
  await strip(ana).getByRole('alert').getByText('drawing.jpg').waitFor();
  expect(await tile(ana).count()).toBe(1);
  await strip(ana)
    .getByRole('button', { name: /^Remove/ })
    .click();
  await eventually(() => tile(ana).count(), 0);
});

test('PHOTO-12: a signature is drawn or typed, and stands under the order for everybody', async () => {
  const ana = await scene.regular('ana');
  const ben = await scene.regular('ben');
  await ana.page.getByRole('link', { name: 'Orders', exact: true }).first().click();
  await ana.page.getByRole('button', { name: 'New order' }).click();
  await ana.record().waitFor();
  await ana.write('location', 'Counter');
  const path = new URL(ana.page.url()).pathname;
  const sign = ana.field('signature').getByRole('button', { name: /^Sign/ });
  await sign.click();
  const pad = ana.page.getByTestId('signature-pad');
  const accept = pad.getByRole('button', { name: 'Accept signature' });
  expect(await accept.isEnabled()).toBe(false);
  await pad.getByLabel('Name of who signs').fill('Carys Hughes');
  const box = await pad.locator('canvas').boundingBox();
  if (!box) throw new Error('there is nothing to sign on');
  await ana.page.mouse.move(box.x + 30, box.y + 60);
  await ana.page.mouse.down();
  for (let at = 1; at <= 8; at++) await ana.page.mouse.move(box.x + 30 + at * 20, box.y + 60 + (at % 2) * 40);
  await ana.page.mouse.up();
  await accept.click();
  await ana.field('signature').locator('[data-testid="signature"][data-upload="done"] img').waitFor();
  await ana.settled();
  await ben.open(path);
  await ben.field('signature').getByRole('img', { name: 'Signature of Carys Hughes' }).waitFor();

  // Without a pointer.
  await sign.focus();
  await ana.page.keyboard.press('Enter');
  await pad.getByText('Type', { exact: true }).click();
  const first = await ana.field('signature').locator('img').getAttribute('src');
  await accept.click();
  await eventually(
    async () => (await ana.field('signature').locator('img').getAttribute('src')) !== first,
    true,
  );
});
