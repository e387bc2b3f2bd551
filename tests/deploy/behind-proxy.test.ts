/** People use a relay through the proxies that deploy/ ships: over TLS, with accounts, sockets and photos. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runOn } from '../../server/cli/run-scene.ts';
import { metadataOf } from '../../server/http/files-scene.ts';
import { nameOf, picture } from '../../server/files/files-scene.ts';
import { processScene, type ProcessScene } from '../../server/process-scene.ts';
import { must } from '../../shared/lib/assert.ts';
import { pieceType, tusVersion } from '../../shared/protocol/file-upload.ts';
import { ProtocolClient } from '../support/protocol-client.ts';
import { freePort, isInstalled, makeCertificate, startProxy, type ProxyName } from './proxy-scene.ts';

const usual = getCACertificates('default');
const canTry = await isInstalled('openssl');
const proxies: readonly ProxyName[] = ['nginx', 'caddy'];
const installed = await Promise.all(proxies.map(isInstalled));
const without = proxies.filter((_, at) => !installed[at]);
if (without.length > 0 || !canTry) {
  process.stderr.write(
    `DEPLOY-3 is not tested with ${canTry ? without.join(' and ') : 'any proxy: openssl'}, which is not installed here.\n`,
  );
}

let scene: ProcessScene;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  scene = await processScene();
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  setDefaultCACertificates(usual);
  await scene.end();
});

/** Ports for a proxy with a certificate that is believed from now on. */
async function portsWithTls() {
  const ports = { http: await freePort(), https: await freePort() };
  const certificate = await makeCertificate(scene.folder);
  setDefaultCACertificates([...usual, await readFile(certificate.file, 'utf8')]);
  return { ports, certificate, origin: `https://localhost:${ports.https}` };
}

/** A relay behind the proxy, with a shop and two people who have not come yet; answers their invitations. */
async function behind(proxy: ProxyName) {
  const { certificate, origin, ...tls } = await portsWithTls();
  const ports = { ...tls.ports, relay: await freePort() };
  const env = { SOLDER_ORIGINS: origin, SOLDER_DEMO: 'off' };
  // Beside the certificate, so that nothing but its own lies in it.
  const data = path.join(scene.folder, 'data');
  const relay = await scene.relay({ ...env, SOLDER_DATA: data, PORT: String(ports.relay) });
  const endProxy = await startProxy(proxy, scene.folder, ports, certificate);
  ends.push(endProxy);
  const solder = async (...words: string[]): Promise<string> => {
    const { code, out, err } = await runOn(data, words, env);
    expect(code, err).toBe(0);
    return out;
  };
  await solder('shop', 'create', 'riverside', '--title', 'Riverside Repairs');
  const invite = async (user: string, role: string): Promise<string> => {
    await solder('user', 'add', '--shop', 'riverside', '--user', user, '--role', role);
    const link = await solder('user', 'invite', '--shop', 'riverside', '--user', user);
    const [, address, code] = /^(.+)\/invite#(\S+)\n/.exec(link) ?? [];
    expect(address).toBe(origin);
    return must(code, 'an invitation has a code');
  };
  return {
    ports,
    origin,
    relay,
    endProxy,
    eva: await invite('eva', 'owner'),
    ben: await invite('ben', 'technician'),
  };
}

const send = (url: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: new URL(url).origin, ...headers },
    body: JSON.stringify(body),
  });

/** Takes an invitation, and signs in again with the password that was chosen. */
async function signIn(origin: string, user: string, code: string): Promise<string> {
  const password = `a long password of ${user}`;
  const entered = await send(`${origin}/api/session/invitation/accept`, { code, password, device: 'Test' });
  expect(entered.status).toBe(200);
  expect(entered.headers.get('set-cookie')).toContain('HttpOnly');
  const again = await send(`${origin}/api/session`, { shop: 'riverside', user, password, device: 'Test' });
  expect(again.status).toBe(200);
  return ((await again.json()) as { token: string }).token;
}

describe.each(proxies)('behind %s', (proxy) => {
  test.skipIf(!canTry || without.includes(proxy))(
    'DEPLOY-3: two people sign in over https, write one record over wss, and send a photo',
    async () => {
      const { ports, origin, eva, ben } = await behind(proxy);
      const plain = await fetch(`http://localhost:${ports.http}/x`, { redirect: 'manual' });
      if (proxy === 'nginx') expect(plain.headers.get('location')).toBe('https://localhost/x');
      const page = await fetch(`${origin}/`);
      expect([200, 503]).toContain(page.status);
      expect(page.headers.get('strict-transport-security')).toBe('max-age=63072000');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");

      const [ofEva, ofBen] = [await signIn(origin, 'eva', eva), await signIn(origin, 'ben', ben)];
      const [hers, his] = [
        await ProtocolClient.connect(origin, ofEva),
        await ProtocolClient.connect(origin, ofBen),
      ];
      const [atHers, atHis] = [await hers.open('ticket/t1'), await his.open('ticket/t1')];
      atHers.doc.getText('text:notes').insert(0, 'from afar');
      await his.until(() => atHis.doc.getText('text:notes').toJSON() === 'from afar');
      await hers.until(() => atHers.acked === atHers.sent);

      const [name, bytes] = [nameOf(), picture(3_000_000)];
      const headers = { Authorization: `Bearer ${ofBen}`, 'Tus-Resumable': tusVersion };
      const begun = await fetch(`${origin}/api/shops/riverside/files`, {
        method: 'POST',
        headers: {
          ...headers,
          'Upload-Length': String(bytes.length),
          'Upload-Metadata': metadataOf(name, bytes),
        },
      });
      const sent = await fetch(origin + must(begun.headers.get('location'), 'an upload has an address'), {
        method: 'PATCH',
        headers: { ...headers, 'Content-Type': pieceType, 'Upload-Offset': '0' },
        body: bytes,
      });
      expect(sent.status).toBe(204);
      const back = await fetch(`${origin}/api/shops/riverside/files/${name.id}`, {
        headers: { Authorization: `Bearer ${ofEva}` },
      });
      expect(Buffer.from(await back.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);

      // Nobody else's page gets a socket, also not through the proxy.
      const foreign = await send(`${origin}/api/session`, {}, { Origin: 'https://evil.example' });
      expect(foreign.status).toBe(403);
      hers.end();
      his.end();
    },
  );

  test.skipIf(!canTry || without.includes(proxy))(
    'DEPLOY-5: its log tells who asked for what without the query and what signs in, with a relay and without one',
    async () => {
      const { origin, relay, endProxy } = await behind(proxy);
      const headers = { Authorization: 'Bearer hush', Cookie: 'solder=hush', 'X-Other': 'hush' };
      const ask = (id: string): Promise<Response> =>
        fetch(`${origin}/sync/riverside/ticket/${id}?token=hush`, { headers });
      await ask('with');
      relay.process.kill('SIGTERM');
      await relay.ended;
      expect((await ask('without')).status).toBe(502);
      const log = await endProxy();
      for (const id of ['with', 'without'])
        expect(log).toMatch(new RegExp(`127.0.0.1.*/sync/riverside/ticket/${id}\\b`));
      expect(log).not.toContain('hush');
    },
  );
});

test.skipIf(!canTry || without.includes('nginx'))(
  'DEPLOY-5: nginx tells no query either where it calls critical why a request cannot be handed on',
  async () => {
    const { ports, certificate, origin } = await portsWithTls();
    const relay = path.join(scene.folder, 'not-there.sock');
    const endProxy = await startProxy('nginx', scene.folder, { ...ports, relay }, certificate);
    ends.push(endProxy);
    expect((await fetch(`${origin}/sync/riverside/ticket/lost?token=hush`)).status).toBe(502);
    const log = await endProxy();
    expect(log).toContain('/sync/riverside/ticket/lost');
    expect(log).not.toContain('hush');
  },
);
