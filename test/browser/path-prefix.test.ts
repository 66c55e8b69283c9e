import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request as requestHttp, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { shows } from './page.js';
import { sendTone } from './tone-source.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
const PREFIX = '/audio';
const KEY = 'a-key-for-tests-of-thirty-two-characters';

/** A proxy that hands on what is under the prefix, and takes it off the path. */
async function startProxy(relayPort: number): Promise<Server> {
  const inner = (url: string | undefined): string | null =>
    url?.startsWith(`${PREFIX}/`) ? url.slice(PREFIX.length) : null;
  const proxy = createServer((request, response) => {
    const path = inner(request.url);
    if (path === null) {
      const isRoot = request.url === PREFIX;
      response.writeHead(isRoot ? 308 : 404, isRoot ? { location: `${PREFIX}/` } : {}).end();
      return;
    }
    const { method, headers } = request;
    const onAnswer = (answer: IncomingMessage): void => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    };
    request.pipe(requestHttp({ host: '127.0.0.1', port: relayPort, method, path, headers }, onAnswer));
  });
  proxy.on('upgrade', (request, socket, head) => {
    const path = inner(request.url);
    if (path === null) return socket.destroy();
    const upstream = connect(relayPort, '127.0.0.1');
    const { rawHeaders } = request;
    const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
    upstream.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return proxy;
}

describe.skipIf(skipReason)(titled('the page under a path of its host, in Chromium'), () => {
  const relays: RelayServer[] = [];
  const ends: (() => unknown)[] = [];
  let browser: TestBrowser;
  let model: OnnxModel;
  /** Of the relay that has the prefix itself, and of the proxy in front of one that has none. */
  const origins: Record<string, string> = {};

  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'latentcast-prefix-'));
    ends.push(() => rm(dir, { recursive: true }));
    await cp(TINY, join(dir, 'default'), { recursive: true });
    const keys = [{ name: 'van', hash: hashStaticKey(KEY), listen: ['*'], publish: ['*'] }];
    const access = { anonymous: { listen: ['public'], publish: ['public', 'vip'] }, keys };
    model = await loadModel(TINY);
    for (const pathPrefix of [PREFIX, '/']) {
      const relay = await startRelayServer({ port: 0, graceMs: 200, site: { modelDirs: [dir] }, access, pathPrefix });
      relays.push(relay);
      for (const channel of ['public', 'vip']) ends.push(sendTone(`${relay.url}/${channel}`, model));
    }
    const proxy = await startProxy(relays[1]!.port);
    ends.push(() => proxy.close());
    origins.relay = `http://127.0.0.1:${relays[0]!.port}`;
    origins.proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    browser = await launch({ args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] });
  });
  afterAll(async () => {
    await browser?.close();
    for (const end of ends.reverse()) await end();
    for (const relay of relays) await relay.close();
    await model?.close();
  });

  /** Runs with a page at the prefix, and requires that it asks for nothing outside. */
  async function at(origin: string, hash: string, use: (page: Page) => Promise<void>): Promise<void> {
    const page = await browser.open('about:blank');
    const outside: string[] = [];
    const note = (url: string): void => {
      const { protocol, pathname } = new URL(url);
      if (!/^(blob|data):$/.test(protocol) && pathname !== PREFIX && !pathname.startsWith(`${PREFIX}/`))
        outside.push(url);
    };
    page.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url()));
    await page.goto(`${origin}${PREFIX}${hash}`);
    await use(page);
    expect(outside).toEqual([]);
    await page.close();
  }

  const enter = async (page: Page, key: string): Promise<void> => {
    await page.getByLabel('Key or token').fill(key);
    await page.keyboard.press('Enter');
  };

  for (const name of ['relay', 'proxy']) {
    it(`lists and plays a channel of a ${name === 'relay' ? 'relay with a prefix' : 'relay behind a proxy that takes the prefix off'}`, async () => {
      await at(origins[name]!, '', async (page) => {
        await page.getByText(`${origins[name]!.replace('http', 'ws')}${PREFIX}/NAME`).waitFor();
        await page.getByRole('link', { name: /public.*Live/ }).click();
        await page.getByRole('button', { name: 'Listen' }).click();
        await shows(page, 'Live');
        expect(await page.getByLabel('Key or token').isVisible()).toBe(false);
      });
    });

    it(`asks for a key where the relay refuses to let listen, and keeps it in the tab alone (${name})`, async () => {
      await at(origins[name]!, '/#/vip', async (page) => {
        await shows(page, 'Refused by the relay');
        await page.getByRole('alert').filter({ hasText: 'If you have a key or token' }).waitFor();
        await enter(page, 'a-wrong-key');
        await page.waitForFunction(() => document.activeElement?.id === 'token');
        await shows(page, 'Refused by the relay');
        await enter(page, ` ${KEY} `);
        await shows(page, 'Live');
        expect(await page.getByLabel('Key or token').isVisible()).toBe(false);
        const places = await page.evaluate(() => [location.href, document.cookie, JSON.stringify(localStorage)]);
        expect(places.join(' ')).not.toContain(KEY);
        await page.reload();
        await page.getByRole('button', { name: 'Listen' }).click();
        await shows(page, 'Live');
      });
    });

    it(`asks for a key where the relay refuses to let publish (${name})`, async () => {
      await at(origins[name]!, '/#broadcast', async (page) => {
        await page.getByRole('button', { name: 'Broadcast' }).click();
        await shows(page, 'Refused by the relay');
        await enter(page, KEY);
        await shows(page, 'On air');
        await page.getByRole('link', { name: `${origins[name]}${PREFIX}/#/studio` }).waitFor();
      });
    });
  }
});
