/** What a person sees when the network lies or the relay dies (faults 9, 10 and 15). */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually, untilGood } from './eventually.ts';
import type { Person } from './person.ts';
import { ShopScene } from './shop-scene.ts';

let scene: ShopScene;
beforeAll(async () => {
  scene = await ShopScene.open();
});
afterEach(() => scene.leave());
afterAll(() => scene.close());

test('APP-14: on a connection that went silent an edit counts as unsent, and the silence is noticed (fault 9); one that is cut in the middle of sending loses nothing and doubles nothing (fault 10)', async () => {
  const [ana, ben, cai] = await Promise.all([
    scene.regular('ana'),
    scene.regular('ben'),
    scene.regular('cai'),
  ]);
  // At the same time: to notice a silence takes half a minute, in which nothing else happens.
  const [silent] = await Promise.all([goSilent(ana), cutShort(cai, ben)]);
  await ben.open(silent);
  await eventually(() => ben.text('notes'), 'Into the void.');
});

/** Answers the address of the ticket that was written meanwhile. */
async function goSilent(ana: Person): Promise<string> {
  const ticket = await ana.newTicket('Silence');
  await ana.settled();
  ana.network.stall();
  await ana.type('notes', 'Into the void.');
  await untilGood(
    () => ana.pending(),
    (pending) => pending > 0,
  );
  await ana.saved();
  await ana.page.locator('[data-testid="record-sync"][data-state="device"]').waitFor();
  // Nobody told the page; its heartbeat finds out.
  await ana.badge(':is([data-state="offline"], [data-state="connecting"])').waitFor({ timeout: 60_000 });
  expect(await ana.pending()).toBeGreaterThan(0);
  ana.network.mend();
  await ana.settled();
  return ticket;
}

async function cutShort(ana: Person, ben: Person): Promise<void> {
  const ticket = await ana.newTicket('Cut');
  await ana.settled();
  await ben.open(ticket);
  let written = '';
  for (const [round, bytes] of [10, 60, 200, 450].entries()) {
    ana.network.cutAfter(bytes);
    const words = `Round ${round}, cut soon. `;
    await ana.type('notes', words);
    written += words;
    await ana.badge(':is([data-state="offline"], [data-state="connecting"])').waitFor();
    ana.network.mend();
    await ana.settled();
    await eventually(() => ben.text('notes'), written);
  }
  expect(await ana.text('notes')).toBe(written);
}

test('APP-14: the relay is killed while two people type, and comes back: nothing is lost, nothing acknowledged is missing (fault 15)', async () => {
  const [ana, ben] = await Promise.all([scene.regular('ana'), scene.regular('ben')]);
  const ticket = await ana.newTicket('Killed relay');
  await ana.settled();
  await ben.open(ticket);
  await Promise.all([ana.live(), ben.live()]);
  const said: string[] = [];
  for (const round of [1, 2, 3]) {
    await ana.say(`Acknowledged in round ${round}`);
    await ana.settled();
    said.push(`Acknowledged in round ${round}`);
    const typing = Promise.all([
      ana.type('notes', `aaaaaaaa${round}`),
      ben.type('notes', `bbbbbbbb${round}`),
    ]);
    await scene.killRelay();
    await typing;
    await scene.startRelay();
    await Promise.all([ana.settled(), ben.settled()]);
  }
  const fresh = await scene.regular('cai');
  await fresh.open(ticket);
  await eventually(() => fresh.messages(), said);
  const text = await untilGood(
    () => fresh.text('notes'),
    (shown) => shown.length === 54,
  );
  expect([...text.matchAll(/a/g)]).toHaveLength(24);
  expect([...text.matchAll(/b/g)]).toHaveLength(24);
  await eventually(() => ana.text('notes'), text);
  await eventually(() => ben.text('notes'), text);
});

test('APP-20: a page that does not come says so in its place and comes when asked again; so do a store that does not start, and all of it', async () => {
  const ana = await scene.person('ana');
  const { page } = ana;
  const team = /\/assets\/team-page[^/]*\.js/;
  await page.route(team, (route) => route.abort());
  await ana.goTo('/demo/team');
  await page.getByText('This page could not be loaded').waitFor();
  // The frame goes on, and so does every other page.
  await ana.toList('Tickets');
  expect(await page.getByTestId('failed').count()).toBe(0);
  await ana.goTo('/demo/team');
  await page.getByText('This page could not be loaded').waitFor();
  await page.unroute(team);
  await page.getByRole('button', { name: 'Load again' }).click();
  await page.getByRole('heading', { name: 'Team', level: 1 }).waitFor();

  await page.evaluate(() => {
    Object.defineProperty(document, 'title', {
      set() {
        throw new Error('nobody may set it');
      },
    });
  });
  await page.getByRole('navigation').getByRole('link', { name: 'Clients', exact: true }).click();
  const failed = page.getByTestId('failed');
  await failed.getByText('This page could not be shown').waitFor();
  const saving = page.waitForEvent('download');
  await failed.getByRole('button', { name: 'Save what is unsent to a file' }).click();
  expect((await saving).suggestedFilename()).toMatch(/^unsent-demo-ana-.*\.json$/);
  await page.addInitScript(() => {
    const listen = window.addEventListener.bind(window);
    window.addEventListener = (type: string, ...rest: [EventListenerOrEventListenerObject]) => {
      if (type === 'offline' && !('isMended' in window)) throw new Error('no network today');
      listen(type, ...rest);
    };
  });
  await failed.getByRole('button', { name: 'Load again' }).click();
  await failed.getByText('What this device holds could not be opened').waitFor();
  await failed.getByText('Details').click();
  await failed.getByText('no network today').waitFor();
  await page.evaluate(() => Object.assign(window, { isMended: true }));
  await failed.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.list-row').first().waitFor();
  await ana.settled();
});
