import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually, figures, shows } from './page.js';
import { capture, soundingSamples } from './sound.js';
import { sendTone } from './tone-source.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
const OTHER = fileURLToPath(new URL('../../models/default', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

// A model of a few kilobytes: what is tested here is the page, on a machine of any speed.
describe.skipIf(skipReason)(titled('the page in Chromium with a tiny model'), () => {
  let server: RelayServer;
  let browser: TestBrowser;
  let model: OnnxModel;
  let dir = '';
  let base = '';
  const pages: Page[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-page-'));
    await cp(TINY, join(dir, 'default'), { recursive: true });
    server = await startRelayServer({ port: 0, graceMs: 200, site: { modelDirs: [dir] } });
    base = `http://127.0.0.1:${server.port}`;
    model = await loadModel(TINY);
    browser = await launch({
      args: [
        '--deny-permission-prompts',
        // A page whose answer the test has rewritten counts as one from elsewhere, which may not reach the loopback.
        '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
      ],
    });
  });
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await model?.close();
    if (dir) await rm(dir, { recursive: true });
  });

  const open = async (path: string): Promise<Page> => {
    const page = await browser.open(base + path);
    pages.push(page);
    return page;
  };

  /** A live tone on a channel while `during` runs. */
  async function onAir(channel: string, during: () => Promise<void>, using: OnnxModel = model): Promise<void> {
    const stop = sendTone(`${server.url}/${channel}`, using);
    try {
      await during();
    } finally {
      await stop();
    }
  }

  async function waitForSound(page: Page): Promise<void> {
    await capture(page);
    await eventually(() => soundingSamples(page)).toBeGreaterThan(20_000);
  }

  it('has no accessibility fault that axe finds, in any view, light or dark, wide or narrow', async () => {
    const axe = await readFile(AXE, 'utf8');
    const page = await open('/#/');
    for (const [scheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 844 });
      for (const hash of ['#/', '#/radio', '#broadcast']) {
        await page.evaluate((next) => {
          location.hash = next;
        }, hash);
        await page.waitForFunction((next) => location.hash === next && document.querySelector('h1'), hash);
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const { axe } = globalThis as never as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          return (await axe.run()).violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
          );
        });
        expect(violations, `${hash} ${scheme} ${width}`).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, `${hash} at ${width} px`).toBeLessThanOrEqual(0);
      }
    }
  });

  it('lists the channels that are on air, and opens one by keyboard alone', async () => {
    await onAir('keys', async () => {
      const page = await open('/#/');
      await page.getByRole('link', { name: /keys.*Live/ }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'keys' }).waitFor();
      await page.getByRole('button', { name: 'Listen' }).focus();
      await page.keyboard.press('Space');
      await shows(page, 'Live');
      await waitForSound(page);
      const { payloadKbps, wireKbps, lagMs, planes } = (await figures(page))!;
      expect(payloadKbps).toBeGreaterThan(0);
      expect(wireKbps).toBeGreaterThan(payloadKbps);
      expect(lagMs).toBeGreaterThan(0);
      expect(planes).toBe(1);
      await page.getByRole('button', { name: 'Stop' }).click();
      await shows(page, 'Stopped');
    });
  });

  it('changes between low delay and low data while it plays, and states what the relay sends, without a lost frame', async () => {
    await onAir('data', async () => {
      const page = await open('/#/data');
      await page.getByRole('button', { name: 'Listen' }).click();
      await shows(page, 'Live');
      await waitForSound(page);
      const packetMs = async (): Promise<number | undefined> => (await figures(page))?.packetMs;
      // 12 frames of 8 ms, as the source sends them.
      expect(await packetMs()).toBeCloseTo(96, 6);
      const lengths = (): (number | undefined)[] =>
        server.stats().channels.map(({ repackedLengths }) => repackedLengths);
      expect(lengths()).not.toContain(1);
      await page.getByRole('radio', { name: 'Low data' }).check();
      await eventually(packetMs).toBeCloseTo(192, 6);
      expect(lengths()).toContain(1);
      await page.getByText('Figures for the curious').click();
      await eventually(async () => (await page.getByRole('definition').allTextContents()).join(' ')).toContain(
        '192 ms',
      );
      await page.getByRole('radio', { name: 'Low delay' }).check();
      await eventually(packetMs).toBeCloseTo(96, 6);
      expect(await figures(page)).toMatchObject({ lostFrames: 0, reconnects: 0 });
      await shows(page, 'Live');
    });
  });

  it('plays without shared memory, by messages, where the page is served without COOP and COEP', async () => {
    await onAir('plain', async () => {
      const page = await browser.context.newPage();
      pages.push(page);
      await page.route(`${base}/`, async (route) => {
        const response = await route.fetch();
        const headers = response.headers();
        delete headers['cross-origin-opener-policy'];
        delete headers['cross-origin-embedder-policy'];
        await route.fulfill({ response, headers });
      });
      await page.goto(`${base}/#/plain`);
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
      await page.getByRole('button', { name: 'Listen' }).click();
      await shows(page, 'Live');
      await waitForSound(page);
    });
  });

  it('replaces a worker that crashes, once, and shows an error when it crashes again', async () => {
    await onAir('crash', async () => {
      const page = await browser.context.newPage();
      pages.push(page);
      await page.goto(`${base}/#/crash`);
      // An error that nothing in the worker catches, as when its memory runs out.
      const crash = (): Promise<void> =>
        page
          .workers()
          .at(-1)!
          .evaluate(() => {
            setTimeout(() => {
              throw new Error('out of memory');
            });
          });
      await page.getByRole('button', { name: 'Listen' }).click();
      await shows(page, 'Live');
      const first = page.workers().at(-1)!;
      await crash();
      await page.getByRole('alert').filter({ hasText: 'out of memory' }).waitFor();
      await shows(page, 'Live');
      await waitForSound(page);
      expect(page.workers()).toHaveLength(1);
      expect(page.workers()[0]).not.toBe(first);
      await crash();
      await shows(page, 'Stopped by an error');
      await page.getByRole('alert').filter({ hasText: 'Decoding has failed on this device' }).waitFor();
      expect(page.workers()).toHaveLength(0);
    });
  });

  it('shows that a channel of another model cannot be decoded', async () => {
    const other = await loadModel(OTHER, { directions: ['encode'] });
    try {
      await onAir(
        'other',
        async () => {
          const page = await open('/#/other');
          await page.getByRole('button', { name: 'Listen' }).click();
          await page.getByRole('alert').filter({ hasText: 'sent with another model' }).waitFor();
          await shows(page, 'Stopped by an error');
        },
        other,
      );
    } finally {
      await other.close();
    }
  });

  it('shows that the microphone may not be used', async () => {
    const page = await open('/#broadcast');
    await page.getByRole('button', { name: 'Broadcast' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /microphone/ })
      .waitFor();
    await shows(page, 'Stopped by an error');
    await page.getByRole('button', { name: 'Broadcast' }).waitFor();
  });

  it('refuses a model whose sha256 is not the manifest’s, and an invalid channel name', async () => {
    const page = await browser.context.newPage();
    pages.push(page);
    await page.route('**/decoder.onnx*', async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body[body.length - 1]! ^= 1;
      await route.fulfill({ response, body });
    });
    await page.goto(`${base}/#/damaged`);
    await page.evaluate(() => caches.delete('latentcast-models-v1'));
    await page.reload();
    await page.getByRole('alert').filter({ hasText: 'does not match its checksum' }).waitFor();
    await page.goto(`${base}/#broadcast`);
    await page.getByLabel('Channel').fill('not a name');
    await page.getByRole('button', { name: 'Broadcast' }).click();
    await page.getByRole('alert').filter({ hasText: '1 to 64 letters' }).waitFor();
  });

  it('shows what a browser without audio worklets is missing', async () => {
    const page = await browser.context.newPage();
    pages.push(page);
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'AudioWorkletNode'));
    await page.goto(`${base}/#/radio`);
    await page.getByRole('alert').filter({ hasText: 'no audio worklets' }).waitFor();
    expect(await page.getByRole('button', { name: 'Listen' }).isDisabled()).toBe(true);
  });
});
