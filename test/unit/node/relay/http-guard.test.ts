import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  guardResponse,
  guardServer,
  HTTP_LIMITS,
  RequestRates,
  SERVER_OPTIONS,
} from '../../../../src/node/relay/http-guard.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe('the guard of an HTTP server', () => {
  it('cuts a connection whose answer is not read, and none whose answer is', async () => {
    const server = createServer(SERVER_OPTIONS, (request, response) => {
      guardResponse(request, response);
      response.end(Buffer.alloc(64 * 1024 * 1024));
    });
    guardServer(server, 300);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const ask = () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      cleanups.push(() => socket.destroy());
      return socket;
    };
    let bytes = 0;
    const reader = ask().on('data', (chunk) => (bytes += chunk.length));
    const deaf = ask();
    await once(reader, 'close');
    expect(bytes).toBeGreaterThan(64 * 1024 * 1024);
    const sockets = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    while ((await sockets()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(deaf.bytesRead).toBeLessThanOrEqual(65_536);
  });
});

describe('RequestRates', () => {
  it('allows five seconds’ worth at once, and then its rate, for each address', () => {
    const rates = new RequestRates(2, true);
    const count = (address: string): number => {
      let allowed = 0;
      try {
        for (; allowed < 1000; allowed++) rates.count(address);
      } catch (error) {
        expect(error).toMatchObject({ status: 429 });
      }
      return allowed;
    };
    expect([count('192.0.2.1'), count('192.0.2.2'), count('127.0.0.1')]).toEqual([10, 10, 1000]);
    expect([count('2001:db8::1'), count('2001:db8::2')]).toEqual([10, 0]);
    expect(new RequestRates(HTTP_LIMITS.maxListsPerSecond, false).count(undefined)).toBeUndefined();
  });
});
