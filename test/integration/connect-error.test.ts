import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectWebSocket } from '../../src/node/ws-connect.js';

const opened: { server: Server; sockets: Set<Socket> }[] = [];
afterEach(async () => {
  for (const { server, sockets } of opened.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Port of a server on the loopback. */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => void sockets.add(socket.on('error', () => {})));
  opened.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

/** A TLS server's answer to a request that is not TLS: the connection is closed without a byte. */
const closing = (): Server => createServer((socket) => socket.once('data', () => socket.destroy()));

const failure = (url: string, timeoutMs = 10_000): Promise<unknown> =>
  connectWebSocket(url, { timeoutMs }).catch((error: unknown) => error);

describe('connectWebSocket', () => {
  it('says that a server does not speak TLS, and which URL may be meant', async () => {
    const port = await listen(createHttpServer());
    expect(await failure(`wss://127.0.0.1:${port}/a`)).toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: `cannot connect to wss://127.0.0.1:${port}/a: the server does not speak TLS: ws://127.0.0.1:${port}/a may be meant`,
    });
  });

  it('says that a server which closes without an answer may speak TLS', async () => {
    const port = await listen(closing());
    expect(await failure(`ws://127.0.0.1:${port}/a`)).toMatchObject({
      message: expect.stringContaining(`speaks TLS does so: wss://127.0.0.1:${port}/a may be meant`),
    });
  });

  it('says that a web server is no relay', async () => {
    const port = await listen(createHttpServer((_, response) => response.writeHead(404).end()));
    expect(await failure(`ws://127.0.0.1:${port}/a`)).toMatchObject({
      message: expect.stringMatching(/HTTP status 404 instead of opening a WebSocket/),
    });
  });

  it('does not follow a server that sends it elsewhere, where its token is for nobody', async () => {
    let visits = 0;
    const elsewhere = await listen(createServer(() => void visits++));
    const port = await listen(
      createHttpServer((_, response) => response.writeHead(302, { location: `http://127.0.0.1:${elsewhere}/a` }).end()),
    );
    const error = await connectWebSocket(`ws://127.0.0.1:${port}/a`, { token: 'secret-0123456789' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ message: expect.stringMatching(/HTTP status 302 instead of opening a WebSocket/) });
    expect(visits).toBe(0);
  });

  it('says that what answers does not speak HTTP', async () => {
    const port = await listen(createServer((socket) => socket.end('SSH-2.0-x\r\n')));
    expect(await failure(`ws://127.0.0.1:${port}/a`)).toMatchObject({
      message: expect.stringContaining('does not speak HTTP'),
    });
  });

  it('gives a server that never answers the time it was told', async () => {
    const port = await listen(createServer());
    expect(await failure(`ws://127.0.0.1:${port}/a`, 100)).toMatchObject({
      message: expect.stringMatching(/no answer from 127\.0\.0\.1:\d+ within 0\.1 s$/),
    });
  });
});
