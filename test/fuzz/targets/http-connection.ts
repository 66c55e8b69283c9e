import { connect } from 'node:net';
import { createAccess } from '../../../src/node/relay/access/access.js';
import { hashStaticKey } from '../../../src/node/relay/access/key-hash.js';
import { type RelayServer, startRelayServer } from '../../../src/node/relay/server.js';
import { bytesOf, type FuzzTarget, mustHold } from './fuzz-target.js';

/** A connection that has been ended by its client is cut within this time. */
const HELD_MS = 20_000;
const KEY = 'lck_fuzz';
const get = (path: string, more = ''): Uint8Array =>
  bytesOf(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${more}\r\n`);
const bearer = `Authorization: Bearer ${KEY}\r\n`;
const post = (method: string, path: string, body: string): Uint8Array =>
  bytesOf(
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${bearer}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
const upgrade = (path: string, protocol: string): Uint8Array =>
  get(
    path,
    `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${protocol}\r\n`,
  );

let server: Promise<RelayServer> | undefined;

async function start(): Promise<RelayServer> {
  const access = await createAccess({
    anonymous: { publish: ['*'], listen: ['*'] },
    keys: [{ name: 'fuzz', hash: hashStaticKey(KEY), admin: true, publish: ['*'] }],
  });
  const million = 1_000_000;
  return startRelayServer({
    port: 0,
    site: false,
    access,
    graceMs: 1,
    operations: { admin: {} },
    limits: { maxJoinsPerSecond: million },
  });
}

/** Everything that is answered until the connection ends. */
function answerTo(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('the connection is held'));
    }, HELD_MS);
    socket.on('data', (chunk: Buffer) => {
      if (text.length < 65_536) text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}

/** Any bytes on a connection to a relay that listens: an answer of HTTP or none, never an error of the server's own. */
export const target: FuzzTarget = {
  seeds: () => [
    get('/healthz'),
    get('/channels'),
    get('/metrics', bearer),
    get('/admin/channels', bearer),
    get('/admin/connections?channel=main', bearer),
    get('/main.m3u'),
    get('/main.mp3', 'Icy-MetaData: 1\r\nRange: bytes=0-5\r\n'),
    get('/a%2fb/%00?x=%'),
    post('PATCH', '/admin/channels/main', '{"title":"x"}'),
    post('POST', '/admin/bans', '{"kind":"address","value":"192.0.2.1"}'),
    post('DELETE', '/admin/connections/1', ''),
    upgrade('/main', 'latentcast.v1'),
    upgrade('/rooms/a', 'latentcast.room.v1'),
    Uint8Array.of(...upgrade('/main', 'latentcast.v1'), 0x82, 0x85, 0, 0, 0, 0, 0x15, 0, 0, 0, 1),
    bytesOf('SOURCE /main HTTP/1.0\r\nContent-Type: audio/mpeg\r\n\r\nabc'),
    bytesOf(
      'OPTIONS /channels HTTP/1.1\r\nHost: a\r\nOrigin: https://b.example\r\nAccess-Control-Request-Method: GET\r\n\r\n',
    ),
  ],
  words: [
    '\r\n',
    '\r\n\r\n',
    'HTTP/1.1',
    'Content-Length: ',
    'Transfer-Encoding: chunked',
    '/admin/',
    'Host: ',
    '%00',
    '..',
  ],
  maxBytes: 2048,
  suiteRuns: 60,
  run: async (bytes) => {
    server ??= start();
    const answer = await answerTo((await server).port, bytes);
    mustHold(answer === '' || answer.startsWith('HTTP/1.') || answer.startsWith('ICY '), 'an answer is one of HTTP');
    mustHold(
      !/^HTTP\/1\.[01] 5(?!03)/m.test(answer.slice(0, 16)),
      `no error of the server's own: ${answer.slice(0, 200)}`,
    );
  },
  close: async () => {
    await (await server)?.close();
    server = undefined;
  },
};
