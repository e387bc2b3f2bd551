/** What the command line says of a relay that gives no answer. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualTime } from '../../shared/lib/manual-time.ts';
import { writePlace } from '../data-folder.ts';
import { temporaryFolder } from '../store/temporary-store-scene.ts';
import { askRelay } from './ask-relay.ts';

let folder = '';
let server: Server;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A relay that does this with what it is asked. */
async function relayThat(answers: RequestListener) {
  server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await writePlace(folder, { pid: process.pid, url: `http://127.0.0.1:${port}` });
  return askRelay({ data: folder }, new ManualTime());
}

test('OPERATE-5: a relay that goes away after it was asked may have done it, and is not told as one that cannot be asked', async () => {
  const { post } = await relayThat((_, answer) => void answer.destroy());
  await expect(post('administration/shop-import')).rejects.toThrow(
    /went away before it said that this is done.*before you run this again/,
  );
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await expect(post('administration/shop-import')).rejects.toThrow(/does not answer.*run this again/);
});

test('OPERATE-5: an answer that breaks off is none', async () => {
  const { post } = await relayThat((_, answer) => {
    answer.writeHead(200, { 'Content-Length': '30' });
    answer.write('{"did":', () => answer.destroy());
  });
  await expect(post('administration/shop-import')).rejects.toThrow('went away before it said');
});
