/** Asks a relay for the first page of a shop, and waits for it. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { protocolVersion } from '../shared/protocol/codes.ts';
import { decodeDown, encodeUp } from '../shared/protocol/codec.ts';
import { schemaName } from '../shared/schema/version.ts';

export async function fetchPage(url: string, token: string): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.binaryType = 'nodebuffer';
  await once(socket, 'open');
  const follow = { epoch: '', cursor: 0, kinds: [] };
  socket.send(encodeUp({ type: 'hello', protocol: protocolVersion, schema: schemaName, token, follow }));
  await new Promise<void>((resolve, reject) => {
    socket.on('message', (bytes: Buffer) => {
      const frame = decodeDown(bytes);
      if (frame.type === 'message' && frame.message.type === 'page') resolve();
    });
    socket.on('close', (code) => reject(new Error(`the relay closed with ${code}`)));
  });
  socket.terminate();
}
