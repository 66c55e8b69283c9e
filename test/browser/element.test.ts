import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlayerElement } from '../../src/browser/index.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually } from './page.js';
import { sendTone } from './tone-source.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../examples/plain/index.html', import.meta.url));

describe.skipIf(skipReason)(titled('<latentcast-player> in a page of another server, in Chromium'), () => {
  let models = '';
  let relay: RelayServer;
  let host: Server;
  let browser: TestBrowser;
  let model: OnnxModel;
  let page: Page;

  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'latentcast-element-'));
    await cp(TINY, join(models, 'default'), { recursive: true });
    relay = await startRelayServer({ port: 0, graceMs: 200, site: { modelDirs: [models] } });
    const html = (await readFile(EXAMPLE, 'utf8')).replaceAll('127.0.0.1:8787', `127.0.0.1:${relay.port}`);
    host = createServer((request, response) => {
      const isPage = request.url === '/';
      response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html' }).end(isPage ? html : '');
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    model = await loadModel(TINY);
    browser = await launch();
    page = await browser.open(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    host?.close();
    await relay?.close();
    await model?.close();
    if (models) await rm(models, { recursive: true });
  });

  const state = () => page.getByRole('status');
  const element = <T>(read: (element: PlayerElement) => T): Promise<T> =>
    page.locator('latentcast-player').evaluate(read as never);
  /** The largest sample that it plays. */
  const peak = (): Promise<number> =>
    element((one) => {
      const listener = one.listener;
      if (!listener) return -1;
      const kept = one as PlayerElement & { meter?: AnalyserNode };
      if (kept.meter?.context !== listener.context) {
        kept.meter = new AnalyserNode(listener.context);
        listener.output.connect(kept.meter);
      }
      const wave = new Float32Array(kept.meter!.fftSize);
      kept.meter!.getFloatTimeDomainData(wave);
      return Math.max(...wave.map(Math.abs));
    });

  it('waits to be clicked, waits for a source, plays it with its title, and stops', async () => {
    await page.getByText('Stopped').waitFor();
    expect(await element((one) => [one.state, one.listener])).toEqual(['closed', null]);
    await page.getByRole('button', { name: 'Play Harbour Radio' }).click();
    await state().filter({ hasText: 'Waiting for a source' }).waitFor();
    const stop = sendTone(`${relay.url}/radio`, model, { title: '<b>Tone</b>', artist: 'A' });
    await state().filter({ hasText: 'Live' }).waitFor();
    await page.getByText('A – <b>Tone</b>').waitFor();
    await eventually(peak).toBeGreaterThan(0.01);
    await page.getByLabel('Volume').fill('0');
    await eventually(peak).toBeLessThan(0.001);
    await page.getByLabel('Volume').fill('1');
    await eventually(peak).toBeGreaterThan(0.01);
    await page.getByRole('button', { name: 'Stop Harbour Radio' }).click();
    await page.getByText('Stopped').waitFor();
    await eventually(() => relay.administration.channel('radio')?.listeners ?? 0).toBe(0);
    await page.getByRole('button', { name: 'Play Harbour Radio' }).click();
    await state().filter({ hasText: 'Live' }).waitFor();
    await stop();
    await state().filter({ hasText: 'The broadcast has ended' }).waitFor();
  });

  it('tells what is wrong with its attributes, and plays another channel when src changes', async () => {
    const stop = sendTone(`${relay.url}/other`, model);
    await element((one) => one.setAttribute('src', one.getAttribute('src')!.replace('radio', 'other')));
    await state().filter({ hasText: 'Live' }).waitFor();
    for (const [name, value, message] of [
      ['src', 'ftp://elsewhere/radio', /ftp/],
      ['planes', '9', /planes must be an integer from 1 to 8, got 9/],
      ['planes', 'two', /planes must be an integer from 1 to 8, got "two"/],
      ['preset', 'fast', /fast/],
    ] as const) {
      const before = await page.locator('latentcast-player').getAttribute(name);
      await page.locator('latentcast-player').evaluate((one, [n, v]) => one.setAttribute(n!, v!), [name, value]);
      await state().filter({ hasText: message }).waitFor();
      expect(await element((one) => [one.state, one.listener])).toEqual(['failed', null]);
      await page
        .locator('latentcast-player')
        .evaluate((one, [n, v]) => (v === null ? one.removeAttribute(n!) : one.setAttribute(n!, v!)), [name, before]);
      await page.getByRole('button', { name: 'Play Harbour Radio' }).click();
      await state().filter({ hasText: 'Live' }).waitFor();
    }
    await stop();
  });

  it('states a wrong address before it is clicked, plays on where it is put elsewhere, and not once it is gone', async () => {
    const stop = sendTone(`${relay.url}/other`, model);
    await page.evaluate(() => {
      for (const src of [null, 'ws://127.0.0.1:9/two/names/']) {
        const wrong = document.createElement('latentcast-player');
        if (src) wrong.setAttribute('src', src);
        wrong.className = 'wrong';
        document.body.append(wrong);
      }
    });
    await eventually(() =>
      page
        .locator('.wrong')
        .evaluateAll((all) => all.map((one) => one.shadowRoot!.querySelector('[role=status]')!.textContent)),
    ).toEqual([
      'src must be the address of a channel, wss://HOST/NAME',
      expect.stringMatching(/^src: channel must be 1 to 64 letters/),
    ]);
    await page.locator('.wrong').evaluateAll((all) => {
      for (const one of all) one.remove();
    });
    await element((one) => one.stop().then(() => one.play()));
    await state().filter({ hasText: 'Live' }).waitFor();
    const kept = await element(async (one) => {
      const before = one.listener;
      document.body.prepend(one);
      await new Promise((resolve) => setTimeout(resolve));
      return before !== null && one.listener === before;
    });
    expect(kept).toBe(true);
    // Taken out while it goes over to other packets: nobody plays.
    const after = await element(async (one) => {
      const parent = one.parentNode!;
      one.setAttribute('preset', 'radio');
      one.remove();
      await new Promise((resolve) => setTimeout(resolve, 50));
      const { listener } = one;
      parent.append(one);
      return listener;
    });
    expect(after).toBeNull();
    await eventually(() => relay.administration.channel('other')?.listeners ?? 0).toBe(0);
    await stop();
  });

  it('has no accessibility fault that axe finds, and frees all when it is taken out of the page', async () => {
    await page.addScriptTag({ path: AXE });
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as never as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
      return (await axe.run()).violations.map(({ id }) => id);
    });
    // The page of the example has no landmarks: it is the reader's.
    expect(violations.filter((id) => id !== 'landmark-one-main' && id !== 'region')).toEqual([]);
    await element((one) => one.remove());
    await eventually(() => relay.administration.channel('other')?.listeners ?? 0).toBe(0);
  });
});
