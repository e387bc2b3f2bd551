/** What a person does at the calendar, and what they see there. */
import type { Locator, Page } from 'playwright-core';
import type { Person } from './person.ts';

export class AtTheCalendar {
  readonly #person: Person;

  private constructor(person: Person) {
    this.#person = person;
  }

  static async open(person: Person, query: string): Promise<AtTheCalendar> {
    await person.goTo(`/demo/calendar?${query}`);
    const calendar = new AtTheCalendar(person);
    await calendar.page.getByTestId('calendar').waitFor();
    return calendar;
  }

  get page(): Page {
    return this.#person.page;
  }

  /** An appointment by what it is about. */
  booking(words: string): Locator {
    return this.page.getByTestId('booking').filter({ hasText: words });
  }

  day(day: string): Locator {
    return this.page.locator(`[data-testid="calendar"] [data-day="${day}"]`);
  }

  slot(day: string, minutes: number): Locator {
    return this.page.locator(`[data-slot="${day}/${minutes}"]`);
  }

  /** The times that an appointment shows. */
  async times(words: string): Promise<string | undefined> {
    // What there is no room for on the grid is in what is read out.
    const text = await this.booking(words).first().textContent();
    return /\d\d:\d\d–\d\d:\d\d/.exec(text ?? '')?.[0];
  }

  /** Books an hour by choosing a half hour. */
  async book(day: string, minutes: number, subject: string, employee = ''): Promise<void> {
    await this.slot(day, minutes).click();
    const form = this.page.getByRole('dialog', { name: 'New appointment' });
    await form.getByLabel('Subject').fill(subject);
    await form.getByLabel('For').selectOption({ label: '1 h' });
    if (employee !== '') await form.getByLabel('With').selectOption({ label: employee });
    await form.getByRole('button', { name: 'Book it' }).click();
    await this.booking(subject).waitFor();
  }

  async press(words: string, ...keys: string[]): Promise<void> {
    for (const key of keys) await this.booking(words).locator('[data-open]').press(key);
  }

  async openBooking(words: string): Promise<Locator> {
    await this.booking(words).first().click();
    const drawer = this.page.getByTestId('appointment');
    await drawer.waitFor();
    return drawer;
  }

  async done(): Promise<void> {
    await this.page.getByTestId('appointment').getByRole('button', { name: 'Done' }).click();
    await this.page.getByTestId('appointment').waitFor({ state: 'detached' });
  }
}
