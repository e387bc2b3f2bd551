/** Two people, two devices, one ticket: live, apart, and together again. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { openEntity } from '../../shared/document/open-entity.ts';
import { StampClock } from '../../shared/lib/stamp.ts';
import { seededRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { must } from '../../shared/lib/assert.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { eventually, untilGood } from './eventually.ts';
import type { Person } from './person.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
beforeAll(async () => {
  scene = await ShopScene.open({ keepsPage: true });
});
afterEach(() => scene.leave());
afterAll(() => scene.close());

async function twoInOneTicket(subject: string): Promise<{ ana: Person; ben: Person; path: string }> {
  const [ana, ben] = await Promise.all([scene.regular('ana'), scene.regular('ben')]);
  const path = await ana.newTicket(subject);
  await ana.settled();
  await ben.open(path);
  await Promise.all([ana.live(), ben.live()]);
  await eventually(() => ben.value('subject'), subject);
  return { ana, ben, path };
}

const bothSettled = (...people: Person[]) => Promise.all(people.map((person) => person.settled()));

test('APP-11: letters typed into one text by two people at once arrive at both, and different fields are both kept', async () => {
  const { ana, ben } = await twoInOneTicket('Screen flickers');
  await Promise.all([ana.type('notes', 'Ana was here. '), ben.type('notes', 'Ben was too. ')]);
  const [one, two] = await Promise.all([
    untilGood(
      () => ana.text('notes'),
      (text) => letters(text) === letters('Ana was here. Ben was too. '),
    ),
    untilGood(
      () => ben.text('notes'),
      (text) => letters(text) === letters('Ana was here. Ben was too. '),
    ),
  ]);
  expect(one).toBe(two);

  await Promise.all([ana.choose('priority', 'high'), ben.choose('assignedUser', 'ben')]);
  for (const person of [ana, ben]) {
    await eventually(() => person.value('priority'), 'high');
    await eventually(() => person.value('assignedUser'), 'ben');
  }

  await Promise.all([ana.say('I rang the client'), ben.say('It is the cable')]);
  for (const person of [ana, ben]) {
    await untilGood(
      () => person.messages(),
      (said) => said.length === 2,
    );
  }
  await bothSettled(ana, ben);
});

test('APP-6: carets with names show in a text, faces beside the field and in the header', async () => {
  const { ana, ben } = await twoInOneTicket('Carets');
  await ana.type('notes', 'Hello');
  const caret = ben.field('notes').locator('.cm-ySelectionInfo');
  await eventually(() => caret.allTextContents(), ['Ana Petrescu']);
  await ben.field('notes').locator('.face[data-user="ana"]').waitFor();
  await ben.header().locator('.face[data-user="ana"]').waitFor();
  await ben.page.locator('.top .face[data-user="ana"]').waitFor();

  await ana.input('subject').focus();
  await ben.field('subject').locator('.face[data-user="ana"]').waitFor();
  await eventually(() => caret.count(), 0);

  await ana.page.close();
  await eventually(() => ben.page.locator('.face[data-user="ana"]').count(), 0);
});

test('APP-11: apart, both change the same and different fields, reload, and come back: equal, nothing lost, nothing pending', async () => {
  const { ana, ben, path } = await twoInOneTicket('Does not charge');
  await ana.type('notes', 'Start. ');
  await eventually(() => ben.text('notes'), 'Start. ');
  await bothSettled(ana, ben);

  await Promise.all([ana.goOffline(), ben.goOffline()]);
  await ana.choose('status', 'pending');
  await ben.choose('status', 'resolved');
  await ana.choose('assignedUser', 'ana');
  await ben.choose('type', 'order');
  await ana.type('notes', 'Ana offline. ');
  await ben.type('notes', 'Ben offline. ');
  await ana.say('Ana said this offline');
  await ben.say('Ben said this offline');
  await Promise.all([ana.saved(), ben.saved()]);

  // The page itself comes from this device; so does everything in it, pending work included.
  await Promise.all([ana.page.reload(), ben.page.reload()]);
  await Promise.all([ana.record().waitFor(), ben.record().waitFor()]);
  expect(await ana.value('status')).toBe('pending');
  expect(await ben.text('notes')).toBe('Start. Ben offline. ');
  await untilGood(
    () => ana.pending(),
    (pending) => pending > 0,
  );
  await untilGood(
    () => ben.pending(),
    (pending) => pending > 0,
  );
  await ana.type('notes', 'After the reload. ');

  await Promise.all([ana.goOnline(), ben.goOnline()]);
  await bothSettled(ana, ben);
  const notes = 'Start. Ana offline. After the reload. Ben offline. ';
  const all = await Promise.all(
    [ana, ben].map(async (person) => {
      await person.open(path);
      const text = await untilGood(
        () => person.text('notes'),
        (shown) => letters(shown) === letters(notes),
      );
      await untilGood(
        () => person.messages(),
        (said) => said.length === 2,
      );
      await untilGood(
        () => person.offered('status'),
        (values) => values.length === 2,
      );
      return {
        text,
        messages: await person.messages(),
        status: await person.value('status'),
        offered: await person.offered('status'),
        assignedUser: await person.value('assignedUser'),
        type: await person.value('type'),
      };
    }),
  );
  expect(all[0]).toEqual(all[1]);
  expect(all[0]).toMatchObject({ assignedUser: 'ana', type: 'order' });
  expect(all[0]?.offered.toSorted()).toEqual(['Pending', 'Resolved']);

  // APP-8: choosing one settles it for both.
  await ana
    .field('status')
    .getByTestId('review')
    .locator('li', { hasText: 'Resolved' })
    .getByRole('button', { name: 'Keep this' })
    .click();
  for (const person of [ana, ben]) {
    await eventually(() => person.field('status').getByTestId('review').count(), 0);
    await eventually(() => person.value('status'), 'resolved');
  }
  await bothSettled(ana, ben);
});

test('APP-8: deleted here and changed there, apart: both see it, and one of them decides for both', async () => {
  const { ana, ben, path } = await twoInOneTicket('Delete me');
  await ana.act('Delete this ticket');
  await ben.page.getByRole('status').getByText('This ticket is deleted.').waitFor();
  expect(await ana.input('subject').isEditable()).toBe(false);
  await ana.header().getByRole('button', { name: 'Restore' }).click();
  await untilGood(
    () => ben.input('subject').isEditable(),
    (editable) => editable,
  );

  await bothSettled(ana, ben);
  await Promise.all([ana.goOffline(), ben.goOffline()]);
  await ana.act('Delete this ticket');
  await ben.choose('assignedUser', 'ben');
  await Promise.all([ana.saved(), ben.saved()]);
  await Promise.all([ana.goOnline(), ben.goOnline()]);
  for (const person of [ana, ben]) {
    await person.page.getByRole('group', { name: 'Deleted and changed at the same time' }).waitFor();
  }
  await ana.page.getByRole('button', { name: 'Keep it' }).click();
  for (const person of [ana, ben]) {
    await eventually(() => person.header().getByTestId('review').count(), 0);
    await eventually(() => person.value('assignedUser'), 'ben');
  }
  await bothSettled(ana, ben);
  expect(new URL(ben.page.url()).pathname).toBe(path);
});

test('APP-5: somebody who types keeps what they type, is told what came meanwhile, and loses nothing by a reload', async () => {
  const [ana, dee] = await Promise.all([scene.regular('ana'), scene.regular('dee')]);
  await ana.page.getByRole('link', { name: 'Devices' }).click();
  await ana.page.getByRole('button', { name: 'New device' }).click();
  await ana.record().waitFor();
  await ana.write('model', 'Galaxy');
  await ana.settled();
  await dee.open(new URL(ana.page.url()).pathname);
  await dee.live();
  await ana.input('price').fill('10');
  await dee.write('price', '20');
  await ana.field('price').getByText('Meanwhile changed to “£20.00”').waitFor();
  expect(await ana.value('price')).toBe('10');
  await dee.write('brand', 'Samsung');
  await eventually(() => ana.value('brand'), 'Samsung');
  await ana.page.reload();
  await ana.record().waitFor();
  for (const person of [ana, dee]) {
    await eventually(() => person.value('price'), '10.00');
    await eventually(() => person.value('brand'), 'Samsung');
  }
  await bothSettled(ana, dee);
});

test('APP-5: what somebody selected as a whole stays so when another value comes under it, and their typing replaces it', async () => {
  const { ana, ben } = await twoInOneTicket('First subject');
  const input = ana.input('subject');
  await input.click();
  await ana.page.keyboard.press('Control+A');
  await ben.write('subject', 'From Ben');
  await eventually(() => ana.value('subject'), 'From Ben');
  await ana.page.keyboard.type('Typed by Ana');
  expect(await ana.value('subject')).toBe('Typed by Ana');
  await input.press('Enter');
  await eventually(() => ben.value('subject'), 'Typed by Ana');
  await bothSettled(ana, ben);
});

test('APP-2: the title of the page is the name of the record as it is now, of a new one and after anybody renamed it', async () => {
  const { ana, ben } = await twoInOneTicket('First subject');
  for (const person of [ana, ben]) await eventually(() => person.page.title(), 'First subject – Solder');
  await ben.write('subject', 'Second subject');
  for (const person of [ana, ben]) await eventually(() => person.page.title(), 'Second subject – Solder');
  await ana.toList('Tickets');
  await eventually(() => ana.page.title(), 'Tickets – Solder');
});

test('APP-2: the title of the page follows the record that the open one is called by', async () => {
  const [ana, olu] = await Promise.all([scene.regular('ana'), scene.regular('olu')]);
  await ana.toList('Pay rates');
  await ana.page.locator('.list-row', { hasText: 'Ben' }).click();
  await ana.record().waitFor();
  await untilGood(
    () => ana.page.title(),
    (title) => title.startsWith('Ben '),
  );
  // What somebody earns has the id of their own record.
  await olu.open(new URL(ana.page.url()).pathname.replace('/pay/', '/employee/'));
  await olu.write('name', 'Benedict');
  await eventually(() => ana.page.title(), 'Benedict – Solder');
  await bothSettled(ana, olu);
});

test('APP-5: what was being typed when the tab crashed is written when the page comes back', async () => {
  const ana = await scene.regular('ana');
  await ana.page.getByRole('link', { name: 'Devices' }).click();
  await ana.page.getByRole('button', { name: 'New device' }).click();
  await ana.record().waitFor();
  await ana.write('model', 'Galaxy');
  await ana.settled();
  const { pathname } = new URL(ana.page.url());
  // An amount is not written in mid typing; so this lives in the input alone.
  await ana.input('price').fill('249');
  await ana.page.locator('[data-testid="record-sync"][data-state="unsaved"]').waitFor();
  const devtools = await ana.context.newCDPSession(ana.page);
  const crashed = ana.page.waitForEvent('crash');
  // The answer never comes: the page is gone.
  void devtools.send('Page.crash').catch(() => undefined);
  await crashed;
  ana.page = await ana.context.newPage();
  await ana.open(pathname);
  await eventually(() => ana.value('price'), '249.00');
  await ana.settled();
  const ben = await scene.regular('ben');
  await ben.open(pathname);
  await eventually(() => ben.value('price'), '249.00');
});

test('APP-11: an unmodified y-websocket client and the app edit the same ticket', async () => {
  const ana = await scene.regular('ana');
  const path = await ana.newTicket('Shared with a script');
  await ana.settled();

  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${scene.relayUrl.replace('http', 'ws')}/sync`, path.slice(1), doc, {
    params: { token: await scene.token('ben') },
    disableBc: true,
  });
  try {
    const ticket = openEntity({
      doc,
      kind: must(kindNamed('ticket'), 'no tickets'),
      author: 'ben',
      clock: new StampClock(systemTime),
      random: seededRandom(1),
    });
    await untilGood(
      () => Promise.resolve(ticket.get('subject')),
      (subject) => subject === 'Shared with a script',
    );
    ticket.text('notes').insert(0, 'From a script. ');
    ticket.set('priority', 'urgent');
    await eventually(() => ana.text('notes'), 'From a script. ');
    await eventually(() => ana.value('priority'), 'urgent');
    await ana.type('notes', 'From the app.');
    await ana.choose('type', 'enquiry');
    await eventually(() => Promise.resolve(ticket.text('notes').toJSON()), 'From a script. From the app.');
    await eventually(() => Promise.resolve(ticket.get('type')), 'enquiry');
    await ana.settled();
  } finally {
    provider.destroy();
    doc.destroy();
  }
});

/** A text's letters in order of the alphabet: two typed at once may be interleaved, and none may be missing. */
const letters = (text: string): string =>
  [...text.matchAll(/\S/g)]
    .map(([letter]) => letter)
    .toSorted()
    .join('');
