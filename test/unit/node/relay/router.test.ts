import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpError, invalidRequest } from '../../../../src/node/relay/http-error.js';
import { type Route, Router, type RouterOptions } from '../../../../src/node/relay/router.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(routes: readonly Route[], options: RouterOptions = {}): Promise<string> {
  const router = new Router(routes, options);
  const server = createServer((request, response) => {
    router.handle(request, response).then(
      (isFound) => isFound || response.writeHead(418).end(),
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const echo: Route['handle'] = ({ params, query, administrator }) => ({ json: { params, query, administrator } });

describe('Router', () => {
  it('hands over decoded path parameters and the query', async () => {
    const url = await serve([{ method: 'GET', path: '/a/:channel/:id', handle: echo }]);
    const body = await (await fetch(`${url}/a/x%2Fy/7?q=1&q=2&r=%20`)).json();
    expect(body).toEqual({ params: { channel: 'x/y', id: '7' }, query: { q: '2', r: ' ' }, administrator: null });
    expect((await fetch(`${url}/a/x`)).status).toBe(418);
    expect((await fetch(`${url}/a//7`)).status).toBe(418);
  });

  it('refuses a parameter that is no UTF-8, naming it', async () => {
    const url = await serve([{ method: 'GET', path: '/a/:channel', handle: echo }]);
    const response = await fetch(`${url}/a/%ff`);
    expect([response.status, await response.json()]).toMatchObject([400, { field: 'channel', value: '%ff' }]);
  });

  it('answers another method with 405 and the methods of the path', async () => {
    const url = await serve([
      { method: 'GET', path: '/a', handle: echo },
      { method: 'PUT', path: '/a', handle: () => ({ status: 204 }) },
    ]);
    const wrong = await fetch(`${url}/a`, { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, PUT']);
    expect((await fetch(`${url}/a`, { method: 'PUT' })).status).toBe(204);
    const head = await fetch(`${url}/a`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('compresses what is long for administrators alone, where they read that', async () => {
    const long = { names: Array(1000).fill('radio') };
    const handle: Route['handle'] = ({ query }) => ({ json: query.short ? {} : long, headers: { vary: 'origin' } });
    const url = await serve(
      [
        { method: 'GET', path: '/admin', needs: 'administer', handle },
        { method: 'GET', path: '/list', handle },
      ],
      { authorizeAdministrator: async () => ({ name: 'ann' }) },
    );
    const read = async (path: string, encodings: string): Promise<unknown[]> => {
      const response = await fetch(`${url}${path}`, { headers: { 'accept-encoding': encodings } });
      const { headers } = response;
      return [await response.json(), headers.get('content-encoding'), headers.get('vary')];
    };
    expect(await read('/admin', 'br, gzip;q=0.5')).toEqual([long, 'gzip', 'origin, accept-encoding']);
    expect(await read('/admin', 'identity, gzip;q=0')).toEqual([long, null, 'origin']);
    expect(await read('/admin?short=1', 'gzip')).toEqual([{}, null, 'origin']);
    expect(await read('/list', 'gzip')).toEqual([long, null, 'origin']);
  });

  it('has no route that needs an administrator where nobody can be one', async () => {
    const url = await serve([{ method: 'GET', path: '/admin', needs: 'administer', handle: echo }]);
    expect((await fetch(`${url}/admin`)).status).toBe(418);
  });

  it('asks who administers before the handler, with the channel of the path', async () => {
    const asked: (string | null)[] = [];
    let isCalled = false;
    const url = await serve(
      [
        { method: 'GET', path: '/admin', needs: 'administer', handle: echo },
        {
          method: 'POST',
          path: '/admin/:channel',
          needs: 'administer',
          handle: () => {
            isCalled = true;
            return {};
          },
        },
      ],
      {
        authorizeAdministrator: async (_, channel) => {
          asked.push(channel);
          if (channel !== null) throw new HttpError(403, 'no');
          return { name: 'ann' };
        },
      },
    );
    expect(await (await fetch(`${url}/admin`)).json()).toMatchObject({ administrator: { name: 'ann' } });
    const refused = await fetch(`${url}/admin/radio`, { method: 'POST' });
    expect([refused.status, await refused.json(), isCalled]).toEqual([403, { error: 'no' }, false]);
    expect(asked).toEqual([null, 'radio']);
  });

  it('answers what a handler throws with its problem, and cuts the connection for anything else', async () => {
    const url = await serve([
      {
        method: 'GET',
        path: '/problem',
        handle: () => {
          throw invalidRequest('limit', 'x'.repeat(200), 'an integer from 1 to 9');
        },
      },
      {
        method: 'GET',
        path: '/bug',
        handle: () => {
          throw new TypeError('a bug');
        },
      },
    ]);
    const response = await fetch(`${url}/problem`);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: `limit must be an integer from 1 to 9, got "${'x'.repeat(80)}"`,
      field: 'limit',
      value: 'x'.repeat(80),
      allowed: 'an integer from 1 to 9',
    });
    await expect(fetch(`${url}/bug`)).rejects.toThrow();
  });
});
