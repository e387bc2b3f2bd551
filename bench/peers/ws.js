/** A server that only forwards: what comes on a socket goes to the others of its room, which is the path. No Yjs, no store. */
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  perMessageDeflate: false,
});
const rooms = new Map();

server.on('connection', (socket, { url }) => {
  const room = rooms.get(url) ?? new Set();
  rooms.set(url, room);
  room.add(socket);
  socket.on('message', (bytes) => {
    for (const other of room) if (other !== socket) other.send(bytes);
  });
  socket.on('close', () => room.delete(socket));
});
server.on('listening', () => console.log('listening'));
