/**
 * Servers that fan one source out to many listeners and do nothing else, to compare the relay with:
 * `node bench/load/bare-servers.mjs ws|preframed|net`, `PORT` on standard output. They speak as much of the protocol as
 * `latentcast load-test` needs: a source's hello is answered, and every listener gets it; there are no limits, no pings,
 * no late joins, no slow listeners.
 *
 * ws         ws.send for every listener
 * preframed  ws sockets, written to with one frame that is made once
 * net        sockets of node:net after a handshake by hand, written to with that frame
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const mode = process.argv[2];
if (!['ws', 'preframed', 'net'].includes(mode)) throw new Error('usage: bare-servers.mjs ws|preframed|net');

const HELLO = 0x11;
const PING = 0x14;
const channels = new Map();
const channelOf = (name) => {
  if (!channels.has(name)) channels.set(name, { hello: null, listeners: new Set() });
  return channels.get(name);
};

/** One message of any connection. */
function onMessage(channel, peer, data) {
  const type = data[0];
  if (type === HELLO) {
    if (JSON.parse(data.subarray(1)).role === 'source') {
      channel.hello = data;
      peer.send(data);
      for (const listener of channel.listeners) listener.send(data);
    } else {
      channel.listeners.add(peer);
      if (channel.hello) peer.send(channel.hello);
    }
  } else if (type === PING) {
    const pong = Buffer.from(data);
    pong[0] = PING + 1;
    peer.send(pong);
  } else if (type === 0x10) {
    const frame = mode === 'ws' ? null : frameOf(2, data);
    for (const listener of channel.listeners) {
      if (frame) listener.write(frame);
      else listener.send(data);
    }
  }
}

function frameOf(opcode, payload) {
  const { length } = payload;
  const head = length < 126 ? [0x80 | opcode, length] : [0x80 | opcode, 126, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), payload]);
}

const sockets = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  handleProtocols: () => 'latentcast.v1',
});
const server = createServer((_, response) => response.end());
server.on('upgrade', (request, socket, head) => {
  const channel = channelOf(request.url);
  socket.on('error', () => socket.destroy());
  if (mode === 'net') {
    upgradeByHand(request, socket, channel);
    return;
  }
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on('error', () => {});
    const peer = { send: (data) => client.send(data), write: (frame) => socket.write(frame) };
    client.on('message', (data) => onMessage(channel, peer, data));
    client.on('close', () => channel.listeners.delete(peer));
  });
});

function upgradeByHand(request, socket, channel) {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: latentcast.v1\r\n\r\n`,
  );
  const peer = { send: (data) => socket.write(frameOf(2, data)), write: (frame) => socket.write(frame) };
  let rest = Buffer.alloc(0);
  socket.on('data', (data) => {
    rest = rest.length > 0 ? Buffer.concat([rest, data]) : data;
    while (rest.length >= 2) {
      const size = rest[1] & 127;
      const header = size === 126 ? 4 : 2;
      const length = size === 126 ? rest.readUInt16BE(2) : size;
      if (rest.length < header + 4 + length) return;
      const mask = rest.subarray(header, header + 4);
      const payload = Buffer.from(rest.subarray(header + 4, header + 4 + length).map((byte, i) => byte ^ mask[i & 3]));
      const opcode = rest[0] & 15;
      rest = rest.subarray(header + 4 + length);
      if (opcode === 8) socket.end(frameOf(8, payload));
      else if (opcode === 2) onMessage(channel, peer, payload);
    }
  });
  socket.on('close', () => channel.listeners.delete(peer));
}

server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.stdout.write(`${server.address().port}\n`));
process.on('SIGTERM', () => process.exit(0));
