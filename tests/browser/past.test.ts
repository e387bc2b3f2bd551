/** A shop's disagreements and its past, as three people meet them; they sign in once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EntityDocument } from '../../shared/document/entity-document.ts';
import { openWorkshop } from '../../server/workshop.ts';
import { must } from '../../shared/lib/assert.ts';
import { parseEntityKey, type Author, type ShopId } from '../../shared/lib/ids.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { stampAt } from '../../shared/lib/stamp.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
let ana: Person;
let ben: Person;
let dee: Person;
/** A device that all of them work on, by its address. */
const path = '/demo/device/radio40';
const diagnosis = 'Mains lead chafed, replace.';
const yesterday = Date.now() - 86_400_000;

/** The device came in yesterday: what was written then went the way of all edits, in a relay whose clock said so. */
async function cameYesterday(folder: string): Promise<void> {
  const time = { ...systemTime, now: () => yesterday };
  const workshop = await openWorkshop({ folder, time, random: systemRandom, log: () => undefined });
  const name = { shop: 'demo' as ShopId, ...must(parseEntityKey('device/radio40'), 'a name') };
  const writes = [
    ['ana', 'manager', (entity: EntityDocument) => entity.set('model', 'Radio 40')],
    ['ana', 'manager', (entity: EntityDocument) => entity.set('price', 5_000)],
    ['ben', 'technician', (entity: EntityDocument) => entity.text('diagnosis').insert(0, diagnosis)],
  ] as const;
  await workshop.store.createShop(name.shop, 'Repairs');
  for (const [user, role, write] of writes)
    await workshop.relay.write(name, user as Author, write, { role, through: 'app' });
  await workshop.close();
}

beforeAll(async () => {
  scene = await ShopScene.open({ before: cameYesterday });
  [ana, ben, dee] = await Promise.all([scene.person('ana'), scene.person('ben'), scene.person('dee')]);
}, 120_000);
afterAll(() => scene.close());

const toDecide = (person: Person): Promise<void> =>
  person.page
    .getByRole('navigation')
    .getByRole('link', { name: /^To decide/ })
    .click();

test('TRAY-2: a price that two people set offline waits in the tray, and one word of either settles it for all', async () => {
  await Promise.all([ana.open(path), dee.open(path)]);
  await Promise.all([ana.live(), dee.live()]);
  await Promise.all([ana.goOffline(), dee.goOffline()]);
  await ana.write('price', '60');
  await dee.write('price', '75');
  await Promise.all([ana.saved(), dee.saved()]);
  await Promise.all([ana.goOnline(), dee.goOnline()]);
  await ana.settled();
  // On a phone the way there is behind "More", which says what waits. The wide page is there again
  // when its own way can be clicked, so nothing is measured while it is still laid out.
  const wide = must(ana.page.viewportSize(), 'a window');
  await ana.page.setViewportSize({ width: 390, height: 844 });
  await ana.page.getByRole('button', { name: /^More 1 to decide$/ }).waitFor();
  await ana.page.setViewportSize(wide);
  await toDecide(ana);
  const question = ana.page.getByRole('region', { name: 'Price, Radio 40' });
  await eventually(
    async () => (await question.locator('strong').allTextContents()).toSorted(),
    ['£60.00', '£75.00'],
  );
  await question.getByText('Dee Okafor').waitFor();
  await eventually(() => question.getByTestId('door').allTextContents(), [', in the app', ', in the app']);
  await question.getByRole('button', { name: 'Take this' }).waitFor();
  const bottomOf = async (): Promise<number> => {
    const box = await question.boundingBox();
    return box ? box.y + box.height : Number.NaN;
  };
  const bottom = await bottomOf();
  await question.getByRole('button', { name: 'Take this' }).click();
  // It stays under the pointer, with nothing on it that a second click could decide, and the focus on it.
  const said = question.getByTestId('settled');
  await eventually(() => said.locator('strong').textContent(), 'Settled: £75.00');
  expect(await question.getByRole('button').allTextContents()).toEqual(['Decide again']);
  expect(await said.evaluate((line) => line === document.activeElement)).toBe(true);
  // What is below it does not move up; the head of the page may be a pixel less high.
  expect(Math.abs((await bottomOf()) - bottom)).toBeLessThan(2);
  await eventually(() => dee.value('price'), '75.00');
  await eventually(() => dee.field('price').getByTestId('review').count(), 0);
  await ana.settled();
});

test('TRAY-4, TRAY-5: two who decide at once are told so, and what is typed outlives that somebody else was faster', async () => {
  await ana.open(path);
  await Promise.all([ana.live(), dee.live()]);
  await Promise.all([ana.goOffline(), dee.goOffline()]);
  await ana.write('price', '61');
  await dee.write('price', '76');
  await Promise.all([ana.saved(), dee.saved()]);
  await Promise.all([ana.goOnline(), dee.goOnline()]);
  await Promise.all([toDecide(ana), toDecide(dee)]);
  const [anas, dees] = [ana, dee].map(({ page }) => page.getByRole('region', { name: 'Price, Radio 40' }));
  if (!anas || !dees) throw new Error('two people have two cards');
  await anas.getByRole('button', { name: 'Take this' }).waitFor();
  await dees.getByRole('button', { name: 'Take this' }).waitFor();
  await Promise.all([ana.goOffline(), dee.goOffline()]);
  await anas.getByRole('button', { name: 'Take this' }).click();
  await dees.getByRole('button', { name: 'Take this' }).click();
  await anas.getByText('Settled: £76.00').waitFor();
  await dees.getByText('Settled: £61.00').waitFor();
  await Promise.all([ana.goOnline(), dee.goOnline()]);
  await anas.getByText('You and Dee Okafor decided at the same time, and not the same.').waitFor();
  await dees.getByText('You and Ana Petrescu decided at the same time, and not the same.').waitFor();

  await anas.getByLabel('Another value').fill('75');
  await dees.getByRole('button', { name: 'Take this' }).click();
  await anas.getByTestId('overtaken').getByText('Dee Okafor has settled it meanwhile').waitFor();
  expect(await anas.getByLabel('Another value').inputValue()).toBe('75');
  await anas.getByRole('button', { name: 'Write this' }).click();
  await anas.getByText('Settled: £75.00').waitFor();
  await ana.settled();
  await dee.open(path);
  await eventually(() => dee.value('price'), '75.00');
});

test('QUAR-8, QUAR-9: a technician’s forbidden edit comes back with its reason, and a manager who is told at once applies it', async () => {
  await toDecide(ana);
  await ana.page.getByText('Nobody disagrees').waitFor();
  // A client of Ben's that does not ask about rights.
  const client = await ProtocolClient.connect(scene.relayUrl, await scene.token('ben'));
  const open = await client.open(path.split('/').slice(2).join('/'));
  const author = 'ben' as Author;
  const later = stampAt(Date.now() + 60_000);
  open.doc.getArray('registers').push([['price', 9_900, later, author]]);

  const banner = ben.page.getByTestId('refused');
  await banner.getByText('Radio 40').waitFor();
  await banner.getByText('Your role may not write this field.').waitFor();
  await banner.getByRole('link', { name: 'See what it said, and decide' }).click();
  const own = ben.page.getByTestId('sent-back-edit');
  await own.getByText('£99.00').waitFor();
  expect(await own.getByRole('button', { name: /^Apply/ }).count()).toBe(0);
  expect(await own.getByRole('button', { name: /^Discard/ }).count()).toBe(1);

  const edit = ana.page.getByTestId('sent-back-edit');
  await edit.getByText('Ben Hughes').waitFor();
  await eventually(() => edit.locator('strong').allTextContents(), ['£99.00', '£75.00']);
  expect(await edit.getByTestId('reason').textContent()).toBe('Their role may not write this field.');
  await edit.getByRole('button', { name: 'Apply: Price, Radio 40' }).click();
  await edit.getByTestId('settled').getByText('Applied, as yours: Price, Radio 40').waitFor();
  expect(await edit.getByRole('button').count()).toBe(0);
  await own.waitFor({ state: 'detached' });
  await banner.waitFor({ state: 'detached' });
  // Ben hears that it was decided, and reads by whom.
  const news = ben.page.getByTestId('answered-banner');
  await news.getByText('Somebody decided about 1 edit of yours that was sent back.').waitFor();
  const answered = ben.page.getByTestId('answered-edit');
  await answered.getByText('Device: Radio 40').waitFor();
  expect(await answered.getByText('£99.00').count()).toBe(1);
  await answered.getByText('Applied by Ana Petrescu, just now').waitFor();
  await news.getByRole('button', { name: 'Understood' }).click();
  await news.waitFor({ state: 'detached' });
  expect(await ana.page.getByTestId('answered-edit').count()).toBe(0);
  await eventually(() => dee.value('price'), '99.00');
  client.end();
});

test('HIST-11: yesterday’s diagnosis is found in the history and brought back, and that can be undone', async () => {
  const second = ' No: no fault found.';
  await ben.open(path);
  await ben.live();
  await ana.open(path);
  await ana.live();
  await eventually(() => ana.text('diagnosis'), diagnosis);
  await ana.type('diagnosis', second);
  await ana.settled();

  await ana.act('History');
  await ana.page.getByLabel('Only changes of').selectOption('diagnosis');
  const entries = ana.page.getByTestId('entry');
  await eventually(() => entries.count(), 2);
  await eventually(() => entries.first().locator('ins').allTextContents(), [second]);
  expect(await entries.last().getByText('Ben Hughes').count()).toBe(1);
  expect(await entries.last().locator('time').getAttribute('datetime')).toBe(
    new Date(yesterday).toISOString(),
  );
  await entries
    .last()
    .getByRole('button', { name: /^As it was then/ })
    .click();
  const then = ana.page.locator('[data-past="diagnosis"]');
  await then.getByText(diagnosis).waitFor();
  await then.getByRole('button', { name: 'Bring back: Diagnosis' }).click();
  await ana.page.getByText('Brought back: Diagnosis.').waitFor();
  await eventually(() => ben.text('diagnosis'), diagnosis);
  await ana.page.getByTestId('notice').getByRole('button', { name: 'Undo' }).click();
  await eventually(() => ben.text('diagnosis'), diagnosis + second);
  // All that happened to the device is told by people's names and in words: how the price was settled, and whose edit was applied.
  await ana.settled();
  await ana.page.getByRole('button', { name: 'All of its history' }).click();
  await ana.page.getByLabel('Only changes of').selectOption('');
  await ana.page.getByText('Applied an edit of Ben Hughes’s that had been sent back').waitFor();
  await ana.page.getByText(/^Settled\. It stood between £(60|75)\.00/).waitFor();
});

const panel = (person: Person) => person.page.getByTestId('passcode');

test('SECRET-6, SECRET-7: a passcode is set by the desk, shown to a technician who says why, and stands on no device', async () => {
  const pin = '84719023';
  const button = (person: Person, name: string) => panel(person).getByRole('button', { name });
  await dee.open(path);
  await button(dee, 'Set passcode').click();
  await panel(dee).getByLabel('PIN', { exact: true }).last().fill(pin);
  await button(dee, 'Keep it on the relay').click();
  await panel(dee).getByText('A passcode is kept on the relay').waitFor();
  await eventually(() => dee.value('passcodeKind'), 'pin');
  expect(await button(dee, 'Show passcode').count()).toBe(0);

  await ben.open(path);
  await button(ben, 'Show passcode').click();
  await button(ben, 'Show it').click();
  await panel(ben).getByText('Say what you need it for.').waitFor();
  await panel(ben).getByLabel('What do you need it for?').fill('Test the aerial');
  await button(ben, 'Show it').click();
  const shown = ben.page.getByTestId('passcode-shown');
  await shown.getByText(pin).waitFor();
  await toDecide(ben);
  await ben.page.getByTestId('reviews').waitFor();
  await ben.open(path);
  await button(ben, 'Show passcode').waitFor();
  expect(await shown.count()).toBe(0);
  await ben.goOffline();
  await panel(ben).getByText('there is no connection just now').waitFor();
  expect(await panel(ben).getByRole('button').count()).toBe(0);
  await ben.goOnline();
  await button(ben, 'Show passcode').waitFor();
  expect(await ben.page.getByTestId('passcode-log').count()).toBe(0);

  await ana.open(path);
  await ana.page.getByTestId('passcode-log').getByText('Who did what with it').click();
  await ana.page.getByText('Ben Hughes looked at it: “Test the aerial”').waitFor();
  for (const person of [dee, ben, ana]) {
    const bytes = await storedOn(person);
    expect(bytes).toContain('Radio 40');
    expect(bytes).not.toContain(pin);
  }
});

/** All that the page's databases, storages and caches hold, as a text. */
const storedOn = ({ page }: Person): Promise<string> =>
  page.evaluate(async () => {
    const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
    for (const { name = '' } of await indexedDB.databases()) {
      const opening = indexedDB.open(name);
      await new Promise((resolve) => {
        opening.addEventListener('success', resolve);
      });
      for (const store of opening.result.objectStoreNames) {
        const reading = opening.result.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => {
          reading.addEventListener('success', resolve);
        });
        const plain = JSON.stringify(reading.result, (_key, value: unknown) =>
          value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value,
        );
        texts.push(plain);
      }
      opening.result.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const response of await cache.matchAll()) texts.push(response.url, await response.text());
    }
    return texts.join(' ');
  });
