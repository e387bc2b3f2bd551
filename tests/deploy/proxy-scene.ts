/**
 * A proxy for tests, as deploy/ ships it: nothing of its configuration is changed but ports, names and where certificates and
 * logs lie. Who has neither nginx nor Caddy installed (both are packages of Debian) cannot run these tests.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { assert } from '../../shared/lib/assert.ts';

const run = promisify(execFile);
const shipped = path.join(import.meta.dirname, '../../deploy');

/** Where distributions put servers is not on everybody's path. */
const searched = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`;

export type ProxyName = 'nginx' | 'caddy';

export interface Ports {
  /** A path is that of a socket; nginx alone is given one. */
  readonly relay: number | string;
  readonly http: number;
  readonly https: number;
}

export const isInstalled = (program: ProxyName | 'openssl'): Promise<boolean> =>
  run('sh', ['-c', `command -v ${program}`], { env: { PATH: searched } }).then(
    () => true,
    () => false,
  );

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address === 'object', 'a bound server has an address');
  server.close();
  await once(server, 'close');
  return address.port;
}

export interface Certificate {
  readonly file: string;
  readonly key: string;
}

/** One that signs itself, made as docs/operations.md says. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  const [file, key] = [path.join(folder, 'fullchain.pem'), path.join(folder, 'privkey.pem')];
  const kind = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825'.split(' ');
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  await run('openssl', ['req', ...kind, ...name, '-keyout', key, '-out', file]);
  return { file, key };
}

/** Replaces all of `from`, which has to be there: what is shipped may have changed. */
function put(text: string, from: string, to: string): string {
  assert(text.includes(from), `the configuration has "${from}"`);
  return text.replaceAll(from, to);
}

const accessLog = (folder: string): string => path.join(folder, 'access.log');

async function nginxConfig(folder: string, ports: Ports, { file, key }: Certificate): Promise<string> {
  let site = await readFile(path.join(shipped, 'nginx/solder.conf'), 'utf8');
  site = put(site, 'listen [::]:80;', '');
  site = put(site, 'listen [::]:443 ssl;', '');
  site = put(site, 'listen 80;', `listen 127.0.0.1:${ports.http};`);
  site = put(site, 'listen 443 ssl;', `listen 127.0.0.1:${ports.https} ssl;`);
  const { relay } = ports;
  site = put(site, '127.0.0.1:4500', typeof relay === 'string' ? `unix:${relay}` : `127.0.0.1:${relay}`);
  site = put(site, 'shop.example.org', 'localhost');
  site = put(site, '/etc/solder/tls/fullchain.pem', file);
  site = put(site, '/etc/solder/tls/privkey.pem', key);
  site = put(site, '/var/log/nginx/solder.log', accessLog(folder));
  site = put(site, '/var/log/nginx/error.log', 'stderr');
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${path.join(folder, 'nginx')};`,
  );
  return `daemon off;\npid ${folder}/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n${places.join('\n')}\n${site}\n}\n`;
}

async function caddyConfig(ports: Ports, { file, key }: Certificate): Promise<string> {
  let site = await readFile(path.join(shipped, 'caddy/Caddyfile'), 'utf8');
  site = put(site, '\n{\n', `\n{\n\tadmin off\n\thttp_port ${ports.http}\n\thttps_port ${ports.https}\n`);
  site = put(
    site,
    'shop.example.org {',
    `https://localhost:${ports.https} {\n\tbind 127.0.0.1\n\ttls ${file} ${key}`,
  );
  return put(site, '127.0.0.1:4500', `127.0.0.1:${ports.relay}`);
}

/** Starts it, waits until it takes connections, and answers how to end it, which tells all that it logged. */
export async function startProxy(
  proxy: ProxyName,
  folder: string,
  ports: Ports,
  certificate: Certificate,
): Promise<() => Promise<string>> {
  const file = path.join(folder, proxy === 'nginx' ? 'nginx.conf' : 'Caddyfile');
  await mkdir(path.join(folder, 'nginx'), { recursive: true });
  await writeFile(
    file,
    await (proxy === 'nginx' ? nginxConfig(folder, ports, certificate) : caddyConfig(ports, certificate)),
  );
  const words =
    proxy === 'nginx'
      ? ['-c', file, '-p', folder, '-e', 'stderr']
      : ['run', '--adapter', 'caddyfile', '--config', file];
  const child = spawn(proxy, words, {
    env: { PATH: searched, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close');
  const answers = async (): Promise<boolean> => {
    const answer = await fetch(`https://localhost:${ports.https}/ready`).catch(() => undefined);
    return answer !== undefined;
  };
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`${proxy} ended: ${said}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return async () => {
    child.kill('SIGTERM');
    await ended;
    return proxy === 'nginx' ? said + (await readFile(accessLog(folder), 'utf8')) : said;
  };
}
