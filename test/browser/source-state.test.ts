import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { type FaultyProxy, faultyProxy } from '../support/faulty-proxy.js';
import { runningTime } from '../support/running-time.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { shows } from './page.js';
import { sendTone } from './tone-source.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
/** The states must follow within two seconds; a busy machine is given half a second more. */
const SOON_MS = 2500;

describe.skipIf(skipReason)(titled('what the page in Chromium tells of its source'), () => {
  let server: RelayServer;
  let browser: TestBrowser;
  let model: OnnxModel;
  let dir = '';
  /** What has been opened. */
  const cleanups: (() => unknown)[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-source-'));
    await cp(TINY, join(dir, 'default'), { recursive: true });
    server = await startRelayServer({ port: 0, graceMs: 200, site: { modelDirs: [dir] } });
    model = await loadModel(TINY);
    browser = await launch({});
  });
  const cleanUp = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  afterAll(async () => {
    await cleanUp();
    await browser?.close();
    await server?.close();
    await model?.close();
    if (dir) await rm(dir, { recursive: true });
  });

  const proxied = async (): Promise<FaultyProxy> => {
    const proxy = await faultyProxy(server.port);
    cleanups.push(() => proxy.close());
    return proxy;
  };
  const open = async (channel: string, port = server.port): Promise<Page> => {
    const page = await browser.context.newPage();
    cleanups.push(() => page.close());
    await page.goto(`http://127.0.0.1:${port}/#/${channel}`);
    return page;
  };
  const listen = (page: Page): Promise<void> => page.getByRole('button', { name: 'Listen' }).click();
  const tone = (channel: string, title?: string, port = server.port): (() => Promise<void>) => {
    const stop = sendTone(`ws://127.0.0.1:${port}/${channel}`, model, title ? { title, artist: 'A' } : undefined);
    cleanups.push(stop);
    return stop;
  };
  /**
   * How long it takes until the page shows a state, in ms, without the moments in which this process, where the relay is, or
   * the page stood still.
   */
  const until = async (page: Page, state: string): Promise<number> => {
    const passed = runningTime();
    await page.evaluate(`void (globalThis.passed = (${runningTime})())`);
    await shows(page, state);
    return Math.min(passed(), await page.evaluate<number>('globalThis.passed()'));
  };

  describe('one after another', () => {
    afterEach(cleanUp);

    it('is muted while the operator mutes it, and live again', async () => {
      const page = await open('muted');
      tone('muted');
      await listen(page);
      await shows(page, 'Live');
      for (const isMuted of [true, false]) {
        await server.administration.setMuted('muted', isMuted);
        expect(await until(page, isMuted ? 'Muted by the operator' : 'Live')).toBeLessThan(SOON_MS);
      }
    });

    it('waits for a source, is live when it comes, and tells that it has ended', async () => {
      const page = await open('show');
      await listen(page);
      await shows(page, 'Waiting for a source');
      const stop = tone('show', 'First');
      await shows(page, 'Live');
      await page.getByText('A – First').waitFor();
      await stop();
      await shows(page, 'The broadcast has ended');
      await expect.poll(() => page.getByText('A – First').count()).toBe(0);
    });

    it('tells whoever joins later that the broadcast has ended, before and after the click', async () => {
      const first = await open('over');
      await listen(first);
      const stop = tone('over', 'Over');
      await shows(first, 'Live');
      await stop();
      await shows(first, 'The broadcast has ended');
      const late = await open('over');
      await listen(late);
      await shows(late, 'The broadcast has ended');
      expect(await late.getByText('A – Over').count()).toBe(0);
      tone('over');
      await shows(late, 'Live');
    });

    it('does not show the title of an earlier stream for the next', async () => {
      const page = await open('titles');
      await listen(page);
      const stop = tone('titles', 'Old');
      await shows(page, 'Live');
      await page.getByText('A – Old').waitFor();
      await stop();
      tone('titles');
      // Until the end of the first stream has arrived, the page still shows its state and title.
      await page.getByText('A – Old').waitFor({ state: 'hidden' });
      await shows(page, 'Live');
      expect(await page.getByText('A – Old').count()).toBe(0);
    });

    it('tells within two seconds that the source has gone, and that it is back', async () => {
      const { port, ...between } = await proxied();
      const page = await open('drop');
      await listen(page);
      tone('drop', undefined, port);
      await shows(page, 'Live');
      between.cut();
      expect(await until(page, 'The source has gone, waiting for it')).toBeLessThan(SOON_MS);
      const late = await open('drop');
      await listen(late);
      await shows(late, 'The source has gone, waiting for it');
      between.open();
      // The source tries again after a quarter of a second and more.
      await shows(page, 'Live');
      await shows(late, 'Live');
    });
  });

  // They wait for most of a quarter of a minute: side by side.
  describe('of connections that have died', () => {
    it.concurrent('tells within two seconds that no sound arrives on a connection that has died, and when it does again', async () => {
      const { port, ...between } = await proxied();
      tone('stall');
      const page = await open('stall', port);
      await listen(page);
      await shows(page, 'Live');
      await page.waitForTimeout(1000);
      between.swallow();
      expect(await until(page, 'No sound arrives')).toBeLessThan(SOON_MS);
      // The connection is given up after fifteen seconds without a message, and another is made.
      await shows(page, 'Live');
    });

    it.concurrent('tells that no sound arrives when the source’s own connection has died', async () => {
      const { port, ...between } = await proxied();
      const page = await open('silent-source');
      await listen(page);
      tone('silent-source', undefined, port);
      await shows(page, 'Live');
      await page.waitForTimeout(1000);
      between.swallow();
      expect(await until(page, 'No sound arrives')).toBeLessThan(SOON_MS);
    });
  });
});
