/** What a person does at the bench board, and what they see there. */
import type { Locator, Page } from 'playwright-core';
import { must } from '../../shared/lib/assert.ts';
import type { Person } from './person.ts';

/** A point on the screen, in pixels. */
interface Point {
  readonly x: number;
  readonly y: number;
}

export class AtTheBoard {
  readonly #person: Person;

  private constructor(person: Person) {
    this.#person = person;
  }

  /** @param query what is filtered: with an order's number every card of it is in sight, wherever it moves */
  static async open(person: Person, query = ''): Promise<AtTheBoard> {
    await person.goTo(`/demo/board${query && `?${query}`}`);
    const board = new AtTheBoard(person);
    await board.page.locator('[data-testid="board"][data-read="true"]').waitFor();
    return board;
  }

  get page(): Page {
    return this.#person.page;
  }

  card(id: string): Locator {
    return this.page.locator(`[data-testid="card"][data-device="${id}"]`);
  }

  link(id: string): Locator {
    return this.card(id).locator('a');
  }

  column(stage: string): Locator {
    return this.page.locator(`section[data-stage="${stage}"]`);
  }

  async status(id: string): Promise<string | null> {
    return this.card(id).getAttribute('data-status');
  }

  /** The first device that is drawn in that status, and the number of its order. */
  async first(status: string): Promise<{ readonly id: string; readonly number: string }> {
    const card = this.page.locator(`[data-testid="card"][data-status="${status}"]`).first();
    await card.waitFor();
    const id = must(await card.getAttribute('data-device'), 'a card without a device');
    const [number] = /RM-\d+/.exec((await card.textContent()) ?? '') ?? [];
    return { id, number: must(number, 'a card without a number') };
  }

  /** How many listen to every key of the page: what carries a card by keys is one of them. */
  async keyListeners(): Promise<number> {
    const devtools = await this.page.context().newCDPSession(this.page);
    try {
      const { result } = await devtools.send('Runtime.evaluate', { expression: 'document' });
      const objectId = must(result.objectId, 'a document');
      const { listeners } = await devtools.send('DOMDebugger.getEventListeners', { objectId });
      return listeners.filter(({ type }) => type === 'keydown').length;
    } finally {
      await devtools.detach();
    }
  }

  notice(): Locator {
    return this.page.getByTestId('notice');
  }

  /** Lifts a card with the mouse and holds it. */
  async lift(id: string): Promise<void> {
    const { x, y } = await middle(this.link(id));
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + 12, y + 12, { steps: 4 });
    await this.card(id).and(this.page.locator('[data-lifted="true"]')).waitFor();
  }

  async holdOver(target: Locator): Promise<void> {
    await target.scrollIntoViewIfNeeded();
    const { x, y } = await middle(target);
    await this.page.mouse.move(x, y, { steps: 12 });
    await this.page.mouse.move(x + 3, y + 3, { steps: 2 });
  }

  zone(status: string): Locator {
    return this.page.locator(`[data-zone="${status}"]`);
  }

  async drag(id: string, status: string): Promise<void> {
    await this.lift(id);
    await this.carry(status);
  }

  /** Takes the card that is lifted to a place where it may be, and lets it go there. */
  async carry(status: string): Promise<void> {
    await this.holdOver(this.zone(status));
    await this.zone(status).and(this.page.locator('[data-over="true"]')).waitFor();
    await this.page.mouse.up();
  }

  async openMenu(id: string): Promise<void> {
    await this.card(id)
      .getByRole('button', { name: /^Move / })
      .click();
    await this.page.getByRole('menuitem').first().waitFor();
  }

  async choose(words: string): Promise<void> {
    await this.page.getByRole('menuitem', { name: words, exact: true }).click();
  }

  claims(id: string): Locator {
    return this.card(id).getByRole('button', { name: /^I’m on it/ });
  }

  claim(id: string): Locator {
    return this.card(id).getByTestId('claim');
  }
}

export async function middle(target: Locator): Promise<Point> {
  const box = must(await target.boundingBox(), 'nothing to point at');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
