/**
 * A scene for browser tests: a real relay with the demo shop as a process, a Chromium, and people at devices of
 * their own, each behind a network that can be cut. Everything it started it ends.
 */
import { once } from 'node:events';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { processScene, type Running } from '../../server/process-scene.ts';
import { assert } from '../../shared/lib/assert.ts';
import { launch } from './chromium.ts';
import { Network } from './network.ts';
import { Person } from './person.ts';

export interface SceneOptions {
  /** What lies in the data folder before the relay is started for the first time. */
  readonly before?: (folder: string) => Promise<void>;
  /** Where the sources are, when they are not these. */
  readonly root?: string;
  /**
   * Devices keep the page, so that it loads without a network. In other scenes they are without the service worker: it is a
   * third of what signing in costs.
   */
  readonly keepsPage?: boolean;
  /** In the whole Chromium, for what its headless shell has not. */
  readonly whole?: boolean;
}

export class ShopScene {
  readonly #processes: Awaited<ReturnType<typeof processScene>>;
  readonly #networks: Network[] = [];
  readonly #people: Person[] = [];
  /** Of those who are nobody of the shop. */
  readonly #outside: BrowserContext[] = [];
  /** Those who stay at their device from one test to the next. */
  readonly #regulars = new Map<string, Person>();
  #relay: Running;
  readonly #whole: boolean;
  readonly #keepsPage: boolean;
  #browser: Browser | undefined;

  private constructor(
    processes: Awaited<ReturnType<typeof processScene>>,
    relay: Running,
    { whole = false, keepsPage = false }: SceneOptions,
  ) {
    this.#processes = processes;
    this.#relay = relay;
    this.#whole = whole;
    this.#keepsPage = keepsPage;
  }

  static async open(options: SceneOptions = {}): Promise<ShopScene> {
    const { root, before } = options;
    const processes = await processScene({
      server: root && path.join(root, 'server'),
      demo: root === undefined && before === undefined,
    });
    try {
      await before?.(processes.folder);
      return new ShopScene(processes, await processes.relay(), options);
    } catch (error) {
      await processes.end();
      throw error;
    }
  }

  /** The relay itself, past every network. */
  get relayUrl(): string {
    return this.#relay.url;
  }

  async network(): Promise<Network> {
    const network = await Network.to(this.#relay.url);
    this.#networks.push(network);
    return network;
  }

  /** Somebody at a new device of their own who has signed in and sees the tickets. */
  async person(user: string, options: BrowserContextOptions = {}): Promise<Person> {
    const network = await this.network();
    const person = await this.#arrive(user, network, options);
    this.#people.push(person);
    await person.signIn();
    return person;
  }

  /**
   * Somebody at the device that they had in the tests before, back at the tickets: signing in at a new one is most of a
   * short test. Not for tests that do something to the device itself.
   */
  async regular(user: string, options: BrowserContextOptions = {}): Promise<Person> {
    const device = JSON.stringify([user, options]);
    const known = this.#regulars.get(device);
    if (known) {
      await known.back();
      return known;
    }
    const person = await this.#arrive(user, await Network.to(this.#relay.url), options);
    this.#regulars.set(device, person);
    await person.signIn();
    return person;
  }

  async #arrive(user: string, network: Network, options: BrowserContextOptions): Promise<Person> {
    this.#browser ??= await launch({ whole: this.#whole });
    const context = await this.#browser.newContext({
      baseURL: network.url,
      reducedMotion: 'reduce',
      serviceWorkers: this.#keepsPage ? 'allow' : 'block',
      ...options,
    });
    return new Person(user, context, await context.newPage(), network, this.#keepsPage);
  }

  /** A page of somebody who is nobody of the shop, straight at the relay. */
  async outsider(options: BrowserContextOptions = {}): Promise<Page> {
    this.#browser ??= await launch({ whole: this.#whole });
    const context = await this.#browser.newContext({
      baseURL: this.#relay.url,
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
      ...options,
    });
    this.#outside.push(context);
    return context.newPage();
  }

  /** The way to the operator's dashboard, as the command line prints it. */
  async operatorLink(): Promise<string> {
    const { code, out, err } = await this.#processes.solder('operator', 'link');
    assert(code === 0, `no link: ${err}`);
    return out.trim();
  }

  /** A token as the command line gives it. */
  token(user: string): Promise<string> {
    return this.#processes.token(user);
  }

  /** Bridges the demo shop to a legacy API of the full shape while the relay runs; its token lies in the data folder. */
  async bridgeTo(address: string, tokenFile: string): Promise<void> {
    const file = path.join(this.#processes.folder, tokenFile);
    const pace = ['--mapping', 'full', '--per-minute', '6000', '--every', '1'];
    await this.bridge('set', '--address', address, '--token-file', file, ...pace);
  }

  /** One word to the demo shop's bridge by the command line. */
  async bridge(act: string, ...words: string[]): Promise<void> {
    const { code, out, err } = await this.#processes.solder('bridge', act, '--shop', 'demo', ...words);
    assert(code === 0, `bridge ${act}: ${err}${out}`);
  }

  /** Imports an Open Repair file into the demo shop while the relay runs; answers what the command line said. */
  async importOpenRepair(file: string): Promise<string> {
    const { code, out, err } = await this.#processes.solder('import', 'open-repair', file, '--shop', 'demo');
    assert(code === 0, `the import ended with ${code}: ${err}`);
    return out;
  }

  /** Fault 15: the relay ends in the middle of whatever it does. */
  async killRelay(): Promise<void> {
    const { process } = this.#relay;
    process.kill('SIGKILL');
    if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
  }

  async startRelay(): Promise<void> {
    this.#relay = await this.#processes.relay();
    for (const network of this.#networks) network.retarget(this.#relay.url);
    for (const { network } of this.#regulars.values()) network.retarget(this.#relay.url);
  }

  /** Ends the devices of this test, and lets the regulars rest; the relay and the browser go on for the next. */
  async leave(): Promise<void> {
    await Promise.all([...this.#regulars.values()].map((person) => person.rest()));
    await Promise.all(this.#outside.splice(0).map((context) => context.close()));
    await Promise.all(this.#people.splice(0).map((person) => person.context.close()));
    await Promise.all(this.#networks.splice(0).map((network) => network.close()));
  }

  async close(): Promise<void> {
    await this.leave();
    await this.#browser?.close();
    await Promise.all([...this.#regulars.values()].map(({ network }) => network.close()));
    await this.#processes.end();
  }
}
