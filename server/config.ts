/**
 * Everything that can be set from outside, as one table (rule START-1): the environment variable, the flag of
 * `server/main.ts`, what it falls back to and how it is read. The help, `solder config` and docs/operations.md are made of it.
 * Knows nothing of what the settings are used for.
 */
import path from 'node:path';
import { isAddressRange } from './http/address.ts';
import { readList, readNumber } from './read-setting.ts';

/** Whether the demo shop is made: `auto` means on this machine only, in a folder without shops. */
export type DemoSetting = 'auto' | 'on' | 'off';

export interface Config {
  /** 0 lets the system pick one. */
  readonly port: number;
  readonly host: string;
  /** Absolute path of the data folder. */
  readonly data: string;
  /** Origins of pages that may open sockets beside those from this host itself. */
  readonly origins: readonly string[];
  readonly demo: DemoSetting;
  /** The room that one shop's photos and signatures may take, in bytes. */
  readonly filesPerShop: number;
  /** How many days the history of records is kept. */
  readonly historyDays: number;
  /** Absolute path of the file with the keys of secrets; empty for the one in the data folder. */
  readonly secretKeys: string;
  /** What whoever reads the metrics shows; empty when nobody may. */
  readonly metricsToken: string;
  /** How many days a device stays signed in without being used, and at most. */
  readonly idleDays: number;
  readonly sessionDays: number;
  /** Absolute path of the file that describes an identity provider; empty for accounts of the relay's own. */
  readonly oidc: string;
  /** Addresses and ranges of proxies that are believed whom they name, beside this machine's own. */
  readonly proxies: readonly string[];
  /** Whether webhooks may lead to this machine and its network, and without TLS. */
  readonly webhooksAnywhere: boolean;
}

export interface Setting<T> {
  readonly env: string;
  readonly flag: string;
  readonly fallback: string;
  readonly says: string;
  /** The value, or undefined when the text is not one. */
  readonly read: (text: string) => T | undefined;
  /** What the text should have been. */
  readonly expects: string;
  /** It is told nowhere, and may stand in a file that the variable with `_FILE` after its name names. */
  readonly isSecret?: true;
}

export const settings: { readonly [K in keyof Config]: Setting<Config[K]> } = {
  port: {
    env: 'PORT',
    flag: 'port',
    fallback: '4500',
    says: 'the port to listen on; 0 picks a free one',
    expects: 'a whole number from 0 to 65535',
    read: (text) => readNumber(text, 0, 65_535),
  },
  host: {
    env: 'SOLDER_HOST',
    flag: 'host',
    fallback: '127.0.0.1',
    says: 'the address to listen on; 0.0.0.0 opens it to the network',
    expects: 'an address or a host name, without a port',
    read: (text) => (/^[A-Za-z0-9.:_-]+$/.test(text) && !/^[^:]*:\d*$/.test(text) ? text : undefined),
  },
  data: {
    env: 'SOLDER_DATA',
    flag: 'data',
    fallback: './data',
    says: 'the folder with the log, the keys, the photos and nothing else; made when it is missing',
    expects: 'a folder',
    read: (text) => (text.includes('\0') ? undefined : path.resolve(text)),
  },
  origins: {
    env: 'SOLDER_ORIGINS',
    flag: 'origins',
    fallback: '',
    says: 'origins that may connect beside this host itself, such as https://shop.example.org, with commas',
    expects: 'origins (scheme, host, perhaps a port, nothing after it) with commas between them',
    read: (text) => readList(text, isOrigin),
  },
  demo: {
    env: 'SOLDER_DEMO',
    flag: 'demo',
    fallback: 'auto',
    says: 'the demo shop and its sign-in: on, off, or auto (on loopback, in a folder that is new or has it)',
    expects: 'on, off or auto',
    read: (text) => (text === 'auto' || text === 'on' || text === 'off' ? text : undefined),
  },
  filesPerShop: {
    env: 'SOLDER_FILES_GB',
    flag: 'files-gb',
    fallback: '20',
    says: "how many gigabytes one shop's photos and signatures may take",
    expects: 'a whole number from 1 to 100000',
    read: (text) => {
      const gigabytes = readNumber(text, 1, 100_000);
      return gigabytes === undefined ? undefined : gigabytes * 1e9;
    },
  },
  historyDays: {
    env: 'SOLDER_HISTORY_DAYS',
    flag: 'history-days',
    fallback: '730',
    says: 'how many days it is kept who changed what; the records themselves stay',
    expects: 'a whole number from 1 to 36500',
    read: (text) => readNumber(text, 1, 36_500),
  },
  secretKeys: {
    env: 'SOLDER_SECRET_KEYS',
    flag: 'secret-keys',
    fallback: '',
    says: 'the file with the keys of passcodes, so that a copy of the data folder has no use for them; DATA/keys/secrets.keys when absent',
    expects: 'a file',
    read: (text) => (text.includes('\0') ? undefined : text && path.resolve(text)),
  },
  metricsToken: {
    env: 'SOLDER_METRICS_TOKEN',
    flag: 'metrics-token',
    fallback: '',
    says: 'what a program sends as its bearer token to read /metrics; nobody reads them when absent',
    expects: '16 to 200 letters, digits or signs, without spaces',
    isSecret: true,
    read: (text) => (text === '' || /^[!-~]{16,200}$/.test(text) ? text : undefined),
  },
  idleDays: {
    env: 'SOLDER_IDLE_DAYS',
    flag: 'idle-days',
    fallback: '60',
    says: 'how many days a device stays signed in without being used; longer than anybody works without a network',
    expects: 'a whole number from 1 to 3650',
    read: (text) => readNumber(text, 1, 3650),
  },
  sessionDays: {
    env: 'SOLDER_SESSION_DAYS',
    flag: 'session-days',
    fallback: '180',
    says: 'after how many days a device signs in again, however often it is used',
    expects: 'a whole number from 1 to 3650',
    read: (text) => readNumber(text, 1, 3650),
  },
  oidc: {
    env: 'SOLDER_OIDC',
    flag: 'oidc',
    fallback: '',
    says: 'the file that describes an identity provider, which then signs people in: see docs/security.md',
    expects: 'a file',
    read: (text) => (text.includes('\0') ? undefined : text && path.resolve(text)),
  },
  proxies: {
    env: 'SOLDER_PROXIES',
    flag: 'proxies',
    fallback: '',
    says: 'proxies on other machines or in other containers, which are believed from whom a request came (X-Forwarded-For); those of this machine always are',
    expects: 'addresses or ranges such as 172.18.0.0/16, with commas between them',
    read: (text) => readList(text, isAddressRange),
  },
  webhooksAnywhere: {
    env: 'SOLDER_WEBHOOKS_ANYWHERE',
    flag: 'webhooks-anywhere',
    fallback: 'off',
    says: 'whether webhooks of shops may lead to this machine and the network it stands in, and without TLS: only where everybody who manages a shop may reach what is there',
    expects: 'on or off',
    read: (text) => (text === 'on' ? true : text === 'off' ? false : undefined),
  },
};

/**
 * Whether people come from elsewhere than this machine: it listens on a network, or a page of another machine's name is
 * expected, which a proxy of this machine then hands on.
 */
export const isExposed = ({ host, origins }: Pick<Config, 'host' | 'origins'>): boolean =>
  !isLoopback(host) ||
  origins.some((origin) => {
    const name = new URL(origin).hostname;
    return !isLoopback(name) && name !== '[::1]' && !name.endsWith('.localhost');
  });

/** Listening here, only programs of this machine can reach the relay. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

const isOrigin = (text: string): boolean => URL.parse(text)?.origin === text && /^https?:/.test(text);
