/** The bench board: cards are moved, claimed and filtered, by two people, by mouse, keys and finger, with a network and without. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AtTheBoard, middle } from './at-the-board.ts';
import { eventually, untilGood } from './eventually.ts';
import { ShopScene } from './shop-scene.ts';

const counter = { viewport: { width: 1440, height: 900 } };

let scene: ShopScene;
beforeAll(async () => {
  scene = await ShopScene.open();
});
afterEach(() => scene.leave());
afterAll(() => scene.close());

/** Two people who see the same device of that status and nothing but its order. */
async function twoAtOneDevice(status: string) {
  const [ana, ben] = await Promise.all([scene.regular('ana', counter), scene.regular('ben', counter)]);
  const { id, number } = await (await AtTheBoard.open(ana)).first(status);
  const [anas, bens] = await Promise.all([
    AtTheBoard.open(ana, `q=${number}`),
    AtTheBoard.open(ben, `q=${number}`),
  ]);
  await Promise.all([anas.card(id).waitFor(), bens.card(id).waitFor()]);
  return { ana, ben, anas, bens, id, number };
}

test('BOARD-6: a card dragged to a legal place moves for everybody, and its mover can take it back', async () => {
  const { ana, anas, bens, id } = await twoAtOneDevice('diagnosing');
  await anas.drag(id, 'ready_to_quote');
  for (const board of [anas, bens]) await eventually(() => board.status(id), 'ready_to_quote');
  await anas.notice().getByRole('button', { name: 'Undo' }).click();
  for (const board of [anas, bens]) await eventually(() => board.status(id), 'diagnosing');
  await ana.settled();
});

test('BOARD-6: while a card is lifted only legal places are offered; dropped elsewhere it stays and is told why', async () => {
  const { anas, id } = await twoAtOneDevice('ready_to_quote');
  await anas.lift(id);
  await eventually(
    () =>
      anas.page
        .locator('[data-zone]')
        .evaluateAll((zones) => zones.map((zone) => zone.getAttribute('data-zone'))),
    [
      'awaiting_authorisation',
      'authorised_source_parts',
      'authorised_awaiting_parts',
      'ready_to_repair',
      'company_rejected',
    ],
  );
  expect(await anas.column('intake').getAttribute('data-offers')).toBe('false');
  expect(await anas.column('parts').getAttribute('data-offers')).toBe('true');
  await anas.holdOver(anas.column('diagnosis'));
  await anas.page.mouse.up();
  await anas
    .notice()
    .getByText(/cannot go to Diagnosis from ready to quote; next: Awaiting authorisation/)
    .waitFor();
  expect(await anas.status(id)).toBe('ready_to_quote');
  expect(await anas.page.locator('[data-zone]').count()).toBe(0);
});

test('BOARD-6: where a card may be dropped is where it is seen, also when a colleague’s work opened a column meanwhile', async () => {
  const { ben, anas, bens, id, number } = await twoAtOneDevice('ready_to_quote');
  await ben.goTo('/demo/board');
  const other = await bens.first('device_received');
  await anas.lift(id);
  await ben.open(`/demo/device/${other.id}`);
  // It passes her filter now, and stands to the left of everything that was measured when the card was lifted.
  await ben.write('bench', number);
  await anas.column('intake').and(anas.page.locator('[data-folded="false"]')).waitFor();
  await anas.carry('authorised_source_parts');
  await eventually(() => anas.status(id), 'authorised_source_parts');
});

test('BOARD-6: where less motion is wanted a change of style is there at once, and so is the place that is measured for a card', async () => {
  const { page } = await scene.regular('ana', counter);
  expect(await page.evaluate(() => matchMedia('(prefers-reduced-motion: reduce)').matches)).toBe(true);
  const width = await page.evaluate(() => {
    const box = document.createElement('div');
    box.style.width = '10px';
    document.body.append(box);
    const before = box.offsetWidth;
    box.style.width = '90px';
    const after = box.offsetWidth;
    box.remove();
    return [before, after];
  });
  expect(width).toEqual([10, 90]);
});

test('BOARD-7: a card is lifted, carried and dropped with keys alone, and Escape leaves it where it was', async () => {
  const { anas, bens, id } = await twoAtOneDevice('ready_to_repair');
  const { keyboard } = anas.page;
  const over = (): Promise<string | null> =>
    anas.page
      .locator('[data-zone][data-over="true"]')
      .first()
      .getAttribute('data-zone', { timeout: 1_000 })
      .catch(() => null);
  /** Keys go to whatever has the focus: it comes back to the card only after it was let go. */
  const lift = async (): Promise<void> => {
    const before = await anas.keyListeners();
    await eventually(() => anas.link(id).evaluate((link) => link === document.activeElement), true);
    await keyboard.press('Space');
    await anas.zone('repairing').waitFor();
    await anas.card(id).and(anas.page.locator('[data-lifted="true"]')).waitFor();
    // What carries it listens to keys a turn of the page later; nobody is as quick as that.
    await eventually(() => anas.keyListeners(), before + 1);
  };
  const stays = async (): Promise<void> => {
    await eventually(() => anas.page.locator('[data-zone]').count(), 0);
    expect(await anas.status(id)).toBe('ready_to_repair');
  };
  await anas.link(id).focus();
  await lift();
  await keyboard.press('ArrowRight');
  await keyboard.press('Escape');
  await stays();

  // Lifting it and letting it go moves nothing.
  await lift();
  await keyboard.press('Space');
  await stays();

  await lift();
  for (let press = 0; press < 6 && (await over()) !== 'repairing'; press++) {
    const before = await over();
    await keyboard.press('ArrowRight');
    await eventually(async () => (await over()) !== before, true);
  }
  await anas.zone('repairing').and(anas.page.locator('[data-over="true"]')).waitFor();
  await keyboard.press('Space');
  for (const board of [anas, bens]) await eventually(() => board.status(id), 'repairing');
});

test('BOARD-8: arrows walk from card to card, and the menu moves one, from the keyboard and with a click', async () => {
  const ana = await scene.regular('ana', counter);
  const board = await AtTheBoard.open(ana);
  const { page } = board;
  // What was moved before is where it belongs by now.
  await ana.settled();
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest('[data-device]')?.getAttribute('data-device'));
  const column = await board
    .column('quote')
    .getByTestId('card')
    .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-device')));
  await board.link(column[0] ?? '').focus();
  await page.keyboard.press('ArrowDown');
  await eventually(focused, column[1]);
  await page.keyboard.press('End');
  await untilGood(focused, (id) => id !== column[0] && id !== column[1]);
  await page.keyboard.press('Home');
  await eventually(focused, column[0]);
  // However fast: the focus is never on a card that has left the page.
  for (let times = 0; times < 20; times++) {
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    expect(await focused()).toBe(column[0]);
  }
  await page.keyboard.press('ArrowLeft');
  const beside = await board.column('diagnosis').getByTestId('card').first().getAttribute('data-device');
  await eventually(focused, beside);

  const { id, number } = await board.first('diagnosing');
  await AtTheBoard.open(ana, `q=${number}`);
  await board.link(id).focus();
  await page.keyboard.press('m');
  // A menu takes the focus once it is open; what is pressed before goes to nothing.
  await page.locator('[role="menu"]:focus-within').waitFor();
  await page.getByRole('menuitem', { name: 'Ready to quote' }).press('Enter');
  await eventually(() => board.status(id), 'ready_to_quote');
  await board.openMenu(id);
  await board.choose('Company rejected');
  await eventually(() => board.status(id), 'company_rejected');
  await ana.settled();
});

test('BOARD-6: a move that lost a race to another is told, and the device stays where the other took it', async () => {
  const { anas, bens, id } = await twoAtOneDevice('awaiting_authorisation');
  await bens.openMenu(id);
  await anas.openMenu(id);
  await anas.choose('Rejected');
  await eventually(() => bens.status(id), 'rejected');
  await bens.choose('Ready to repair');
  await bens
    .notice()
    .getByText(/was moved to Rejected meanwhile; it cannot go to Ready to repair from there/)
    .waitFor();
  expect(await bens.status(id)).toBe('rejected');
  // Her own board is drawn a few times a second (client/app/calmly.ts): his may be the first to show it.
  await eventually(() => anas.status(id), 'rejected');
});

test('BOARD-6: two who move one device apart, both legally, find it marked for review on both boards', async () => {
  const { ana, ben, anas, bens, id } = await twoAtOneDevice('repairing');
  await Promise.all([ana.goOffline(), ben.goOffline()]);
  await anas.openMenu(id);
  await anas.choose('Repaired QC');
  await bens.openMenu(id);
  await bens.choose('Awaiting revised quote');
  await anas.card(id).locator('[data-mark="pending"]').waitFor();
  for (const person of [ana, ben]) await person.badge('[data-unsaved="0"]').waitFor();
  await Promise.all([ana.goOnline(), ben.goOnline()]);
  await Promise.all([ana.settled(), ben.settled()]);
  for (const board of [anas, bens]) await board.card(id).locator('[data-mark="review"]').waitFor();
  expect(await anas.status(id)).toBe(await bens.status(id));
  expect(await anas.card(id).locator('[data-mark="pending"]').count()).toBe(0);
});

test('BOARD-1: a claim is seen live, is taken over only after asking, and is let go', async () => {
  const { anas, bens, id } = await twoAtOneDevice('authorised_awaiting_parts');
  await anas.claims(id).click();
  await bens.claim(id).getByText('Ana Petrescu').waitFor();
  await bens.page
    .getByRole('region', { name: 'At the bench now' })
    .locator('[data-user="ana"]')
    .getByText('2 h')
    .waitFor();
  // TEAM-1: the team's page says the same, also of somebody who is not in.
  await anas.page.goto(new URL('/demo/team', anas.page.url()).href);
  await anas.page.locator('[data-user="ana"][data-state="active"]').getByTestId('claimed').waitFor();
  await anas.page.locator('[data-user="cai"][data-state="away"]').getByText('Technician').waitFor();
  await anas.page.goBack();
  await bens.claims(id).click();
  await bens.page.getByRole('dialog').getByRole('button', { name: 'Leave it' }).click();
  expect(await bens.claim(id).getAttribute('data-user')).toBe('ana');
  await bens.claims(id).click();
  await bens.page.getByRole('dialog').getByRole('button', { name: 'Take over' }).click();
  // Also on his own board: until it says so there, his next click would ask once more.
  for (const board of [anas, bens]) await eventually(() => board.claim(id).getAttribute('data-user'), 'ben');
  await bens.claims(id).click();
  await eventually(() => anas.claim(id).count(), 0);
});

test('BOARD-1: a claim is over when its time is, also without a network, and nothing is written by that', async () => {
  const ana = await scene.person('ana', counter);
  // Its own clock from here on; the replica and the page read nothing else.
  await ana.page.clock.install();
  const board = await AtTheBoard.open(ana);
  const { id, number } = await board.first('rejection_ready');
  await AtTheBoard.open(ana, `q=${number}`);
  await ana.settled();
  await board.claims(id).click();
  await board.claim(id).getByText('2 h').waitFor();
  await ana.settled();
  await ana.goOffline();
  await ana.page.clock.fastForward('01:00:00');
  await board
    .claim(id)
    .getByText(/^(1 h|59 min)$/)
    .waitFor();
  await ana.page.clock.fastForward('01:01:00');
  await eventually(() => board.claim(id).count(), 0);
  expect(await ana.pending()).toBe(0);
});

test('BOARD-9: the board shows who looks at a device right now', async () => {
  const { ben, anas, id } = await twoAtOneDevice('repaired_ready');
  await ben.open(`/demo/device/${id}`);
  await anas.card(id).locator('.face[data-user="ben"]').waitFor();
  const strip = anas.page.getByRole('region', { name: 'At the bench now' });
  await strip.locator('[data-user="ben"][data-state="active"]').getByText('looking').waitFor();
  await ben.page.goto(`${ben.network.url}/demo/board`);
  await eventually(() => anas.card(id).locator('.face[data-user="ben"]').count(), 0);
});

test('BOARD-5: what is filtered is in the address, and there again after a reload', async () => {
  const ben = await scene.regular('ben', counter);
  const { page } = await AtTheBoard.open(ben);
  const shown = async (): Promise<number> => {
    const counts = await page
      .locator('section[data-stage]')
      .evaluateAll((columns) => columns.map((column) => Number(column.getAttribute('data-count'))));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  const all = await untilGood(shown, (count) => count > 20);
  await page.getByLabel('Engineer').selectOption('me');
  const mine = await untilGood(shown, (count) => count > 0 && count < all);
  await page.getByLabel('Ready by').selectOption('week');
  const soon = await untilGood(shown, (count) => count < mine);
  expect(new URL(page.url()).search).toBe('?engineer=me&due=week');
  await page.reload();
  await page.getByTestId('board').waitFor();
  await eventually(shown, soon);
  expect(await page.getByLabel('Engineer').inputValue()).toBe('me');
  await page.getByRole('button', { name: 'Clear' }).click();
  await eventually(shown, all);
  await page.getByRole('button', { name: 'Show handed out' }).click();
  await untilGood(shown, (count) => count > all);
  expect(new URL(page.url()).search).toBe('?gone=1');
});

test('BOARD-3: on a phone one column is seen at a time, chosen or swiped to, and a finger drags a card', async () => {
  const cai = await scene.regular('cai', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const board = await AtTheBoard.open(cai, 'stage=diagnosis');
  const { page } = board;
  const { id } = await board.first('diagnosing');
  const stage = async () => new URL(page.url()).searchParams.get('stage');
  await page.getByRole('group', { name: 'Column' }).getByText('Quote').click();
  await eventually(stage, 'quote');
  await page
    .locator('section[data-stage="repair"]')
    .evaluate((column) => column.scrollIntoView({ inline: 'start' }));
  await eventually(stage, 'repair');
  await page.getByRole('group', { name: 'Column' }).getByText('Diagnosis').click();
  await eventually(stage, 'diagnosis');
  await untilGood(
    async () => (await board.card(id).boundingBox())?.x ?? -1,
    (left) => left >= 0 && left < 40,
  );

  const finger = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: { x: number; y: number }) => {
    await finger.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] });
  };
  await touch('touchStart', await middle(board.link(id)));
  await board.zone('ready_to_quote').waitFor();
  await touch('touchMove', await middle(board.zone('ready_to_quote')));
  await board.zone('ready_to_quote').and(page.locator('[data-over="true"]')).waitFor();
  await touch('touchEnd');
  await board
    .notice()
    .getByText(/Ready to quote/)
    .waitFor();
  await cai.settled();
});

test('BOARD-6: who may only look is offered nothing to move or claim', async () => {
  const vic = await scene.regular('vic', counter);
  const board = await AtTheBoard.open(vic);
  const { id } = await board.first('diagnosing');
  expect(await board.card(id).getByRole('button').count()).toBe(0);
  await board.link(id).focus();
  await board.page.keyboard.press('Space');
  expect(await board.page.locator('[data-zone]').count()).toBe(0);
});
