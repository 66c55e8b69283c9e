import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually, figures, shows } from './page.js';
import { capture, soundingSamples } from './sound.js';
import { sendTone } from './tone-source.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
/** Of the tiny model. */
const FRAMES_PER_SECOND = 8000 / 64;

describe.skipIf(skipReason)(titled('a listening tab and the system around it'), () => {
  let dir = '';
  let server: RelayServer;
  let browser: TestBrowser;
  let model: OnnxModel;
  let page: Page;
  let stopTone: () => Promise<void>;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-lifecycle-'));
    await cp(TINY, join(dir, 'default'), { recursive: true });
    server = await startRelayServer({ port: 0, graceMs: 200, site: { modelDirs: [dir] } });
    model = await loadModel(TINY);
    stopTone = sendTone(`${server.url}/tone`, model, { title: 'A tone', artist: 'A fork' });
    browser = await launch();
    page = await browser.open(`http://127.0.0.1:${server.port}/#/tone`);
    await page.getByRole('button', { name: 'Listen' }).click();
    await shows(page, 'Live');
    await capture(page);
  });
  afterAll(async () => {
    await browser?.close();
    await stopTone?.();
    await server?.close();
    await model?.close();
    if (dir) await rm(dir, { recursive: true });
  });

  const playsOn = async (): Promise<void> => {
    const before = await soundingSamples(page);
    await eventually(() => soundingSamples(page)).toBeGreaterThan(before + 20_000);
  };
  const lagMs = async (): Promise<number> => (await figures(page))?.lagMs ?? Number.POSITIVE_INFINITY;

  it('has an active media session that the system can control, with title and artist', async () => {
    await playsOn();
    const metadata = await page.evaluate(() => {
      const { title, artist, album } = navigator.mediaSession.metadata!;
      return { title, artist, album };
    });
    expect(metadata).toEqual({ title: 'A tone', artist: 'A fork', album: 'Latentcast · tone' });
    // What Chromium hands to the system: media keys and lock screens go to sessions of this list.
    const internals = await browser.context.newPage();
    await internals.goto('chrome://media-internals');
    await eventually(() =>
      internals.evaluate(() => document.querySelector('#audio-focus-session-list')?.textContent ?? ''),
    ).toMatch(/Active\s+Playing[\s\S]*Controllable/);
    await internals.close();
  });

  it('continues to play while another tab is in front', async () => {
    const other = await browser.context.newPage();
    await other.goto('about:blank');
    await other.bringToFront();
    await playsOn();
    await other.close();
    await page.bringToFront();
  });

  it('continues at the live edge when a frozen tab wakes up', async () => {
    await playsOn();
    const before = await lagMs();
    const devtools = await browser.context.newCDPSession(page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    // Time of the source, not of the test: three seconds more are on air.
    const { nextFrame } = server.stats().channels[0]!;
    await eventually(() => server.stats().channels[0]!.nextFrame).toBeGreaterThan(nextFrame + 3 * FRAMES_PER_SECOND);
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await playsOn();
    await shows(page, 'Live');
    await eventually(lagMs).toBeLessThan(before + 400);
  });

  it('continues at the live edge after the audio device was suspended', async () => {
    const before = await lagMs();
    const context = (what: 'suspend' | 'resume'): Promise<void> =>
      page.evaluate(
        (method) =>
          (globalThis as never as { latentcast: { listener: { context: AudioContext } } }).latentcast.listener.context[
            method
          ](),
        what,
      );
    await context('suspend');
    await shows(page, 'Paused by the browser');
    const { nextFrame } = server.stats().channels[0]!;
    await eventually(() => server.stats().channels[0]!.nextFrame).toBeGreaterThan(nextFrame + 3 * FRAMES_PER_SECOND);
    await page.getByRole('button', { name: 'Resume' }).click();
    await shows(page, 'Live');
    await playsOn();
    await eventually(lagMs).toBeLessThan(before + 400);
    expect((await figures(page))!.skippedMs).toBeGreaterThan(2000);
  });
});
