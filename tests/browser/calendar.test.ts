/** The calendar: appointments are made, moved and disagreed about by two people, also on the days on which the clocks change. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AtTheCalendar } from './at-the-calendar.ts';
import { middle } from './at-the-board.ts';
import { eventually, untilGood } from './eventually.ts';
import { ShopScene } from './shop-scene.ts';

const counter = { viewport: { width: 1440, height: 900 }, timezoneId: 'Europe/London' };
const ten = 600;

let scene: ShopScene;
beforeAll(async () => {
  scene = await ShopScene.open();
});
afterEach(() => scene.leave());
afterAll(() => scene.close());

/** Two people who look at the week of a day. */
async function twoAtOneWeek(day: string) {
  const [ana, ben] = await Promise.all([scene.regular('ana', counter), scene.regular('ben', counter)]);
  const [anas, bens] = await Promise.all([
    AtTheCalendar.open(ana, `day=${day}&view=week`),
    AtTheCalendar.open(ben, `day=${day}&view=week`),
  ]);
  return { ana, ben, anas, bens };
}

test('CAL-5: a half hour that is chosen becomes an appointment, seen by everybody, with its client and its notes', async () => {
  const { ana, bens } = await twoAtOneWeek('2027-01-13');
  // What an address says is checked: nobody of that name can be booked, and no place has so long a one.
  const anas = await AtTheCalendar.open(
    ana,
    `day=2027-01-13&view=week&employee=no%2Fbody&location=${'B'.repeat(90)}`,
  );
  await anas.slot('2027-01-13', ten).click();
  const form = anas.page.getByRole('dialog', { name: 'New appointment' });
  const bookIt = form.getByRole('button', { name: 'Book it' });
  await bookIt.click();
  await eventually(() => form.getByLabel('Location').evaluate((it) => it === document.activeElement), true);
  await form.getByText('At most 80 characters.').waitFor();
  await form.getByLabel('Location').fill('Bay 1');
  // A day that was cleared is no day: nothing is booked on the one before.
  await form.getByLabel('Day').fill('');
  await bookIt.click();
  await form.getByText('No date yet').waitFor();
  await eventually(() => form.getByLabel('Day').evaluate((it) => it === document.activeElement), true);
  await form.getByLabel('Day').fill('2027-01-14');
  await form.getByLabel('Day').blur();
  await form.getByText('Collection').click();
  const client = form.getByLabel('Client');
  await client.fill('a');
  const option = anas.page.locator('[data-combobox-option]').first();
  const name = (await option.textContent()) ?? '';
  await option.click();
  await form.getByLabel('Subject').fill('Two laptops');
  await form.getByLabel('Notes').fill('Park at the back.');
  await bookIt.click();
  await eventually(() => bens.times(name), '10:00–10:30');
  expect(await bens.booking(name).getAttribute('data-type')).toBe('collection');
  expect(await bens.day('2027-01-14').getByTestId('booking').count()).toBe(1);
  const drawer = await bens.openBooking(name);
  await drawer.getByText('Park at the back.').waitFor();
  expect(new URL(bens.page.url()).searchParams.get('appointment')).toBeTruthy();
  await bens.done();
  // APP-2: going back closes what was opened and stays in the calendar, and what was closed is not opened again.
  const before = bens.page.url();
  await bens.openBooking(name);
  await bens.page.goBack();
  await bens.page.getByTestId('appointment').waitFor({ state: 'detached' });
  expect(bens.page.url()).toBe(before);
  await bens.page.getByRole('button', { name: 'Later', exact: true }).click();
  await eventually(async () => new URL(bens.page.url()).searchParams.get('day'), '2027-01-20');
  await bens.page.goBack();
  await eventually(async () => bens.page.url(), before);
  await ana.settled();
});

test('CAL-5: an appointment is dragged to another day and time, and back again by its mover', async () => {
  const { anas, bens } = await twoAtOneWeek('2027-01-20');
  await anas.book('2027-01-20', ten, 'Screen');
  const from = await middle(anas.booking('Screen'));
  const to = await middle(anas.slot('2027-01-22', ten + 120));
  await anas.page.mouse.move(from.x, from.y);
  await anas.page.mouse.down();
  await anas.page.mouse.move(from.x + 8, from.y + 8, { steps: 3 });
  await anas.page.mouse.move(to.x, from.y + 112, { steps: 10 });
  await anas.page.getByTestId('ghost').getByText('12:00–13:00').waitFor();
  await anas.page.mouse.up();
  for (const calendar of [anas, bens]) {
    await eventually(() => calendar.day('2027-01-22').getByTestId('booking').count(), 1);
    expect(await calendar.times('Screen')).toBe('12:00–13:00');
  }
  await anas.page.getByTestId('notice').getByRole('button', { name: 'Undo' }).click();
  for (const calendar of [anas, bens]) {
    await eventually(() => calendar.day('2027-01-20').getByTestId('booking').count(), 1);
    await eventually(() => calendar.times('Screen'), '10:00–11:00');
  }
});

test('CAL-7: keys alone walk through the half hours, book, move and open', async () => {
  const ana = await scene.regular('ana', counter);
  const calendar = await AtTheCalendar.open(ana, 'day=2027-01-27&view=week');
  const { page } = calendar;
  const { keyboard } = page;
  const slot = () => page.evaluate(() => document.activeElement?.getAttribute('data-slot'));
  await calendar.slot('2027-01-31', ten).focus();
  await keyboard.press('ArrowDown');
  await eventually(slot, '2027-01-31/630');
  await keyboard.press('ArrowRight');
  await eventually(slot, '2027-02-01/630');
  expect(new URL(page.url()).searchParams.get('day')).toBe('2027-02-01');
  await keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'New appointment' });
  await form.getByLabel('Subject').fill('With keys');
  await form.getByLabel('Subject').press('Enter');
  await calendar.booking('With keys').waitFor();
  await calendar.press('With keys', 'Shift+ArrowDown', 'Shift+ArrowDown');
  await eventually(() => calendar.times('With keys'), '11:00–11:30');
  await calendar.press('With keys', 'Shift+ArrowRight');
  await eventually(() => calendar.day('2027-02-02').getByTestId('booking').count(), 1);
  // It has the focus there, too.
  await eventually(
    () => page.evaluate(() => document.activeElement?.closest('[data-day]')?.getAttribute('data-day')),
    '2027-02-02',
  );
  await keyboard.press('Enter');
  await page.getByTestId('appointment').waitFor();
  await keyboard.press('Escape');
  await page.getByTestId('appointment').waitFor({ state: 'detached' });
  await calendar.booking('With keys').locator('[data-open]').focus();
  await keyboard.press('d');
  await eventually(async () => new URL(page.url()).searchParams.get('view'), 'day');
  await ana.settled();
});

test('CAL-4: one person booked twice is marked for everybody, and said before it is booked', async () => {
  const { anas, bens } = await twoAtOneWeek('2027-02-03');
  await anas.book('2027-02-03', ten, 'First', 'Ben Hughes');
  await anas.slot('2027-02-03', ten + 60).click();
  const form = anas.page.getByRole('dialog', { name: 'New appointment' });
  await form.getByLabel('Subject').fill('Second');
  await form.getByLabel('With').selectOption({ label: 'Ben Hughes' });
  expect(await form.getByTestId('double-booked').count()).toBe(0);
  await form.getByLabel('From').fill('10:30');
  await form.getByLabel('From').blur();
  await form
    .getByTestId('double-booked')
    .getByText(/Ben Hughes is booked then already: First, 10:00–11:00/)
    .waitFor();
  await form.getByRole('button', { name: 'Book it' }).click();
  for (const words of ['First', 'Second']) {
    await eventually(() => bens.booking(words).getAttribute('data-clash'), 'true');
  }
  // Side by side, not one over the other.
  const [one, two] = await Promise.all(['First', 'Second'].map((words) => bens.booking(words).boundingBox()));
  expect((one?.x ?? 0) + (one?.width ?? 0)).toBeLessThanOrEqual((two?.x ?? 0) + 1);
  await bens.press('Second', 'Shift+ArrowRight');
  for (const words of ['First', 'Second']) {
    await eventually(() => anas.booking(words).getAttribute('data-clash'), 'false');
  }
});

test('CAL-6: two who move one appointment apart are asked once, and what one of them keeps is everybody’s', async () => {
  const { ana, ben, anas, bens } = await twoAtOneWeek('2027-02-10');
  await anas.book('2027-02-10', ten, 'Promised twice');
  await bens.booking('Promised twice').waitFor();
  await ana.settled();
  await Promise.all([ana.goOffline(), ben.goOffline()]);
  await anas.press('Promised twice', 'Shift+ArrowDown');
  await bens.press('Promised twice', 'Shift+ArrowRight');
  await anas.booking('Promised twice').locator('[data-mark="pending"]').waitFor();
  for (const person of [ana, ben]) await person.badge('[data-unsaved="0"]').waitFor();
  await Promise.all([ana.goOnline(), ben.goOnline()]);
  await Promise.all([ana.settled(), ben.settled()]);
  for (const calendar of [anas, bens])
    await calendar.booking('Promised twice').locator('[data-mark="review"]').waitFor();
  const drawer = await anas.openBooking('Promised twice');
  const asked = drawer.getByTestId('moved-twice');
  await asked.getByText('Wed 10 Feb, 10:15–11:15').waitFor();
  await asked
    .getByRole('listitem')
    .filter({ hasText: 'Thu 11 Feb, 10:00–11:00' })
    .getByRole('button', { name: 'Keep this' })
    .click();
  await eventually(() => asked.count(), 0);
  await anas.done();
  for (const calendar of [anas, bens]) {
    await eventually(() => calendar.booking('Promised twice').locator('[data-mark="review"]').count(), 0);
    await eventually(() => calendar.day('2027-02-11').getByTestId('booking').count(), 1);
    await eventually(() => calendar.times('Promised twice'), '10:00–11:00');
  }
});

test('CAL-1: over a change of the clocks ten o’clock stays ten o’clock; elsewhere the same moment is another time', async () => {
  const [ana, ben] = await Promise.all([
    scene.regular('ana', counter),
    scene.regular('ben', { ...counter, timezoneId: 'America/New_York' }),
  ]);
  const calendar = await AtTheCalendar.open(ana, 'day=2027-10-30&view=week');
  await calendar.book('2027-10-30', ten, 'Clocks go back');
  await calendar.press('Clocks go back', 'Shift+ArrowRight');
  await eventually(() => calendar.day('2027-10-31').getByTestId('booking').count(), 1);
  expect(await calendar.times('Clocks go back')).toBe('10:00–11:00');
  await ana.settled();
  const away = await AtTheCalendar.open(ben, 'day=2027-10-31&view=day');
  await eventually(() => away.times('Clocks go back'), '06:00–07:00');

  await calendar.page.goto(`${ana.network.url}/demo/calendar?day=2027-03-28&view=week`);
  await calendar.slot('2027-03-28', 60).waitFor();
  expect(await calendar.slot('2027-03-28', 60).isDisabled()).toBe(true);
  expect(await calendar.slot('2027-03-28', 120).isDisabled()).toBe(false);
  await calendar.book('2027-03-27', ten, 'Clocks go forward');
  await calendar.press('Clocks go forward', 'Shift+ArrowRight');
  await eventually(() => calendar.day('2027-03-28').getByTestId('booking').count(), 1);
  await calendar.page.reload();
  await eventually(() => calendar.times('Clocks go forward'), '10:00–11:00');
});

test('CAL-2: a phone shows an agenda, the address says what is shown, and who may only look is offered nothing', async () => {
  const vic = await scene.regular('vic', {
    viewport: { width: 390, height: 844 },
    timezoneId: 'Europe/London',
  });
  const calendar = await AtTheCalendar.open(vic, '');
  const { page } = calendar;
  await page.locator('[data-testid="calendar"][data-view="agenda"]').waitFor();
  await page.getByTestId('booking').first().waitFor();
  expect(await page.getByRole('button', { name: 'New appointment' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Type').selectOption('visit');
  await untilGood(
    () => page.getByTestId('booking').evaluateAll((all) => all.map((each) => each.getAttribute('data-type'))),
    (types) => types.every((type) => type === 'visit'),
  );
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Later' }).click();
  await page.reload();
  await page.getByTestId('calendar').waitFor();
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('type'), searchParams.get('day')?.length]).toEqual(['visit', 10]);
  await page.getByText('Day', { exact: true }).click();
  await page.locator('[data-testid="calendar"][data-view="day"]').waitFor();
  expect(await page.locator('[data-slot]').count()).toBe(0);
});
