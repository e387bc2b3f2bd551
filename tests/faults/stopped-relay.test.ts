/** Fault 18: the relay's process is stopped for a while (a machine that sleeps, a debugger, a full swap), and goes on. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processScene, type ProcessScene } from '../../server/process-scene.ts';
import { ProtocolClient } from '../support/protocol-client.ts';

let scene: ProcessScene;
beforeEach(async () => {
  scene = await processScene({ demo: true });
});
afterEach(() => scene.end());

it('START-4: a relay that is stopped keeps its folder to itself, and goes on with what was sent meanwhile', async () => {
  const relay = await scene.relay();
  const token = await scene.token('ana');
  const [one, other] = [
    await ProtocolClient.connect(relay.url, token),
    await ProtocolClient.connect(relay.url, token),
  ];
  const [here, there] = [await one.open('device/stopped'), await other.open('device/stopped')];
  const text = here.doc.getText('text:diagnosis');
  text.insert(0, 'before ');
  await one.until(() => here.acked === here.sent);

  relay.process.kill('SIGSTOP');
  text.insert(text.length, 'meanwhile ');
  // The second one that is started gives up, which takes it longer than any answer of the first would.
  const second = await scene.relayToItsEnd();
  expect(second).toMatchObject({ code: 1 });
  expect(second.err).toContain('One folder serves one relay');
  expect(here.acked).toBe(here.sent - 1);

  relay.process.kill('SIGCONT');
  await one.until(() => here.acked === here.sent);
  await other.until(() => there.doc.getText('text:diagnosis').toJSON() === 'before meanwhile ');
  text.insert(text.length, 'after');
  await one.until(() => here.acked === here.sent);
  relay.process.kill('SIGTERM');
  expect((await relay.ended).code).toBe(0);
});
