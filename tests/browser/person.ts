/** Somebody at a device: what they do on the page, in the words of the shop, and what they see there. */
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { goWithin } from './go-within.ts';
import type { Network } from './network.ts';

/** How long something may take to show, in milliseconds; generous, for a machine that has other work. */
const patience = 20_000;
/** A first sync of sixty thousand records takes three quarters of a minute on a quiet machine. */
const firstSyncWithin = 180_000;

export class Person {
  readonly user: string;
  readonly context: BrowserContext;
  readonly network: Network;
  page: Page;
  readonly #hasWorker: boolean;

  /** @param hasWorker whether the page is kept on the device, so that it loads without a network */
  constructor(user: string, context: BrowserContext, page: Page, network: Network, hasWorker = true) {
    this.#hasWorker = hasWorker;
    this.user = user;
    this.context = context;
    this.network = network;
    this.page = page;
    page.setDefaultTimeout(patience);
  }

  /** Signs in where the tickets are: the bench, where a person begins otherwise, costs twice as much to draw. */
  async signIn(): Promise<void> {
    await this.page.goto(this.#tickets);
    await this.page.locator(`button[data-user="${this.user}"]`).click();
    await this.settled();
    if (!this.#hasWorker) return;
    // Until the worker holds the page, a reload without a network could not work.
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
  }

  /** Leaves whatever they have open, so that nobody sees them at a record any more; the page itself goes on. */
  async rest(): Promise<void> {
    if (this.page.isClosed()) {
      this.page = await this.context.newPage();
      this.page.setDefaultTimeout(patience);
    }
    const others = this.context.pages().filter((page) => page !== this.page);
    await Promise.all(others.map((page) => page.close()));
    if (this.page.url().startsWith(`${this.network.url}/demo`)) await this.goTo('/demo/ticket');
  }

  /** Is at the tickets again, with whatever network there was. */
  async back(): Promise<void> {
    await this.goOnline();
    await this.goTo('/demo/ticket');
    await this.page.locator('.list-row').first().waitFor();
    await this.settled();
  }

  get #tickets(): string {
    return `${this.network.url}/demo/ticket`;
  }

  async goOffline(): Promise<void> {
    this.network.cut();
    await this.context.setOffline(true);
    await this.badge('[data-state="offline"]').waitFor();
  }

  async goOnline(): Promise<void> {
    this.network.mend();
    await this.context.setOffline(false);
  }

  /** The sync badge, when it has these attributes. */
  badge(having = ''): Locator {
    return this.page.locator(`[data-testid="sync-badge"]${having}`);
  }

  /** Resolves when everything is on the relay's disk, and everything of the relay's is here. */
  async settled(): Promise<void> {
    await this.badge('[data-state="completed"][data-pending="0"]').waitFor({ timeout: firstSyncWithin });
  }

  async pending(): Promise<number> {
    return Number(await this.badge().getAttribute('data-pending'));
  }

  /** Resolves when no edit is in memory alone. */
  async saved(): Promise<void> {
    await this.badge('[data-unsaved="0"]').waitFor();
    await this.page.locator('[data-testid="record-sync"]:not([data-state="unsaved"])').waitFor();
  }

  /** Goes elsewhere within the page; one that shows nothing of the shop is loaded. */
  async goTo(path: string): Promise<void> {
    if (!this.page.url().startsWith(`${this.network.url}/demo`)) {
      await this.page.goto(new URL(path, this.network.url).href);
      return;
    }
    await goWithin(this.page, path);
  }

  /** @param path of a record, as in its address */
  async open(path: string): Promise<void> {
    await this.goTo(path);
    const [kind, id] = path.split(/[/?]/).slice(2);
    await this.page.locator(`[data-testid="record"][data-key="${kind}/${id}"]`).waitFor();
  }

  record(): Locator {
    return this.page.getByTestId('record');
  }

  /** The record's content has arrived from the relay. */
  async live(): Promise<void> {
    await this.page.locator('[data-testid="record"][data-live="true"]').waitFor();
  }

  field(name: string): Locator {
    return this.page.locator(`[data-field="${name}"]`);
  }

  /** The input or the select of a scalar field. */
  input(name: string): Locator {
    return this.field(name).locator('[data-input]').first();
  }

  /** Types a value into a field and leaves it. */
  async write(name: string, value: string): Promise<void> {
    const input = this.input(name);
    await input.fill(value);
    await input.press('Enter');
  }

  /** Chooses from a list, or makes the move that a workflow offers as a button. */
  async choose(name: string, value: string): Promise<void> {
    const input = this.input(name);
    await input.waitFor();
    if (await input.evaluate((element) => element.tagName === 'SELECT')) {
      await input.selectOption(value);
      return;
    }
    const move = this.field(name).locator(`[data-move="${value}"]`);
    if ((await move.count()) > 0) return move.click();
    await this.field(name).getByRole('button', { name: 'Other moves' }).click();
    await this.page.locator(`[role="menuitem"][data-move="${value}"]`).click();
  }

  /** Does something with the whole record from its menu. */
  async act(what: string): Promise<void> {
    await this.page.getByRole('button', { name: /^More about this/ }).click();
    await this.page.getByRole('menuitem', { name: what }).click();
  }

  header(): Locator {
    return this.page.getByTestId('record-header');
  }

  /** Finds another record by a few words and chooses the first; answers what it is called. */
  async pick(name: string, words: string): Promise<string> {
    await this.field(name).getByRole('combobox').fill(words);
    const option = this.page.locator('[data-combobox-option]').first();
    const title = await option.textContent();
    await option.click();
    return title ?? '';
  }

  async value(name: string): Promise<string> {
    const input = this.input(name);
    // A workflow is no input, and says where it stands.
    return (await input.getAttribute('data-value')) ?? input.inputValue();
  }

  /** The editor of a long text. */
  editor(name: string): Locator {
    return this.field(name).locator('.cm-content');
  }

  /** Types letter by letter at the end of a long text. */
  async type(name: string, text: string): Promise<void> {
    await this.editor(name).click();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text);
  }

  /** A long text as this person sees it, without the names at carets. */
  async text(name: string): Promise<string> {
    return this.editor(name).evaluate((content) =>
      [...content.querySelectorAll('.cm-line')]
        .map((line) => {
          const copy = line.cloneNode(true) as Element;
          for (const other of copy.querySelectorAll('.cm-ySelectionCaret, .cm-placeholder')) other.remove();
          return (copy.textContent ?? '').replaceAll(/[\u2060\u200b]/g, '');
        })
        .join('\n'),
    );
  }

  async say(text: string): Promise<void> {
    const form = this.field('messages').locator('form');
    await form.getByLabel('Message').fill(text);
    await form.getByTestId('send').click();
  }

  async messages(): Promise<string[]> {
    return this.field('messages').getByTestId('said').allTextContents();
  }

  /** The values that a field's review offers. */
  async offered(name: string): Promise<string[]> {
    return this.field(name).getByTestId('review').locator('strong').allTextContents();
  }

  /** Goes to a list by the navigation, which needs no network: `Tickets`, `Devices`. */
  async toList(plural: string): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name: plural, exact: true }).click();
    await this.page.locator('.list-row').first().waitFor();
  }

  /** Makes a new ticket and answers its path. */
  async newTicket(subject: string): Promise<string> {
    await this.toList('Tickets');
    await this.page.getByRole('button', { name: 'New ticket' }).click();
    await this.record().waitFor();
    await this.write('subject', subject);
    return new URL(this.page.url()).pathname;
  }
}
