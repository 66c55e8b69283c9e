import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/core/buffers.js';
import { LcWriter } from '../../src/core/file/lc-file.js';
import { seededRandom } from '../../src/core/random.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import { writeSidecar } from '../../src/node/relay/operations/recording/sidecar.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually, shows } from './page.js';
import { capture, soundingSamples } from './sound.js';
import { sendTone } from './tone-source.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const KEY = 'a-key-of-the-club-long-enough';
/** Of the long recording. */
const SECONDS = 3600;

describe.skipIf(skipReason)(titled('recordings in the page of a channel, in Chromium'), () => {
  let server: RelayServer;
  let browser: TestBrowser;
  let model: OnnxModel;
  let dir = '';
  const pages: Page[] = [];

  /** A recording of noise. */
  async function record(channel: string, name: string, seconds: number, startedAt: string, titles: object[] = []) {
    const { format, sha256, id } = model.info;
    const frames = Math.round((seconds * format.sampleRateHz) / format.hopSamples);
    const { sampleRateHz, channels, hopSamples, latentSize } = format;
    const form = { modelSha256: sha256, sampleRateHz, channels, hopSamples, latentSize, planes: 1 };
    const writer = new LcWriter({ ...form, originalSampleRateHz: sampleRateHz, originalChannels: 1 });
    const random = seededRandom(7);
    const payload = Uint8Array.from({ length: Math.ceil((frames * latentSize) / 8) }, () => random() * 256);
    const path = join(dir, 'recordings', name);
    const audio = writer.append({ firstFrame: 0, frames, planes: 1, payload });
    await writeFile(path, concatBytes([writer.header(), audio, writer.finish(frames * hopSamples)]));
    const state = { seconds, isComplete: true, error: null, planes: 1, titles: titles as [] };
    await writeSidecar(path, {
      recorder: 'latentcast',
      channel,
      startedAt,
      modelId: id,
      modelSha256: sha256,
      ...state,
    });
    return path;
  }

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-recordings-'));
    const folder = join(dir, 'recordings');
    await mkdir(folder);
    await cp(TINY, join(dir, 'default'), { recursive: true });
    model = await loadModel(TINY);
    const titles = [
      { atSeconds: 0, artist: 'Ärtist', title: 'First' },
      { atSeconds: 1800, title: 'Second “half” 🎧' },
    ];
    await record('club', 'long.lc', SECONDS, '2026-11-27T20:00:00Z', titles);
    await record('club', 'short.lc', 2, '2026-11-28T09:30:00Z');
    await record('locked', 'secret.lc', 5, '2026-11-28T09:30:00Z');
    server = await startRelayServer({
      port: 0,
      graceMs: 200,
      site: { modelDirs: [dir] },
      recordings: [{ pattern: '*', record: { folder } }],
      access: {
        anonymous: { listen: ['club', 'growing'], publish: ['growing'] },
        keys: [{ name: 'club', hash: hashStaticKey(KEY), listen: ['*'] }],
      },
    });
    browser = await launch();
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

  const open = async (channel: string): Promise<Page> => {
    const page = await browser.open(`http://127.0.0.1:${server.port}/#/${channel}`);
    pages.push(page);
    return page;
  };
  const play = (page: Page, which: string) => page.getByRole('button', { name: `Play the recording of ${which}` });
  const pause = (page: Page) => page.getByRole('button', { name: /^Pause the recording/ });
  const slider = (page: Page) => page.getByRole('slider', { name: /^Position in the recording/ });
  const seconds = async (page: Page): Promise<number> => Number(await slider(page).inputValue());
  const hear = async (page: Page): Promise<void> => {
    await page.evaluate(() => {
      const { latentcast } = globalThis as never as { latentcast: { listener: unknown; recording: unknown } };
      latentcast.listener = latentcast.recording;
    });
    await capture(page);
    await eventually(() => soundingSamples(page)).toBeGreaterThan(10_000);
  };

  it('are listed, played without being fetched whole, sought by keyboard and by title, and paused', async () => {
    const page = await open('club');
    let fetched = 0;
    page.on('response', async (response) => {
      if (response.url().includes('/recordings/')) fetched += (await response.body().catch(() => '')).length;
    });
    await page.getByRole('heading', { name: 'Recordings' }).waitFor();
    const rows = page.getByRole('list', { name: 'Recordings' }).locator('> li');
    expect(await rows.count()).toBe(2);
    expect(await rows.nth(0).textContent()).toMatch(/Nov 28, 2026.*0:02 · \d kB/);
    expect(await rows.nth(1).textContent()).toMatch(/Nov 27, 2026.*1:00:00 · \d\.\d MB.*Ärtist – First/s);
    await play(page, 'Nov 27').focus();
    await page.keyboard.press('Enter');
    await shows(page, 'Playing');
    await hear(page);
    await eventually(() => seconds(page)).toBeGreaterThan(0);
    const { size } = { size: (await readFile(join(dir, 'recordings', 'long.lc'))).length };
    expect(fetched).toBeLessThan(size / 10);
    // One second to the right for each press.
    await slider(page).focus();
    await page.keyboard.press('End');
    await shows(page, 'Played to its end');
    await page.getByText('2 titles').click();
    await page.getByRole('button', { name: /Second “half” 🎧/ }).click();
    await shows(page, 'Playing');
    await eventually(() => seconds(page)).toBeGreaterThan(1800);
    // Not much later: it plays on while it is looked at.
    expect(await seconds(page)).toBeLessThan(1860);
    expect(await slider(page).getAttribute('aria-valuetext')).toMatch(/^30:\d\d of 1:00:00$/);
    expect(await rows.nth(1).locator('p').first().textContent()).toBe('Second “half” 🎧');
    expect(fetched).toBeLessThan(size / 4);
    await pause(page).click();
    await shows(page, 'Paused');
    let at = 0;
    // What was played until then may be shown a moment later; then it stands.
    await eventually(async () => {
      at = await seconds(page);
      await page.waitForTimeout(700);
      return (await seconds(page)) - at;
    }).toBe(0);
    await play(page, 'Nov 27').click();
    await shows(page, 'Playing');
    await eventually(() => seconds(page)).toBeGreaterThan(at + 1);
    // Another one takes its place, and the channel itself too.
    await play(page, 'Nov 28').click();
    await shows(page, 'Played to its end');
    expect(await slider(page).count()).toBe(1);
    await page.getByRole('button', { name: 'Listen', exact: true }).click();
    await eventually(() => slider(page).count()).toBe(0);
  });

  it('are played while they grow, and downloaded as the relay has them', async () => {
    const stop = sendTone(`${server.url}/growing`, model, { artist: 'A', title: 'Live' });
    try {
      await eventually(async () =>
        (await fetch(`http://127.0.0.1:${server.port}/channels/growing/recordings`)).text(),
      ).toContain('durationSeconds');
      const page = await open('growing');
      await page.getByText('not finished').waitFor();
      await page.getByRole('button', { name: /^Play the recording/ }).click();
      await shows(page, 'Playing');
      await hear(page);
      await stop();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: /^Download/ }).click(),
      ]);
      const bytes = await readFile(await download.path());
      expect([bytes.toString('latin1', 0, 4), download.suggestedFilename()]).toEqual([
        'LCST',
        expect.stringMatching(/^growing-.*\.lc$/),
      ]);
    } finally {
      await stop();
    }
  });

  it('need the token that listening does, also to be downloaded', async () => {
    const page = await open('locked');
    await page.getByRole('button', { name: 'Listen' }).click();
    await page.getByLabel('Key or token').fill(KEY);
    await page.getByRole('button', { name: 'Try with it' }).click();
    await page.getByRole('button', { name: /^Play the recording/ }).click();
    await shows(page, 'Playing');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^Download/ }).click(),
    ]);
    expect(await readFile(await download.path())).toEqual(await readFile(join(dir, 'recordings', 'secret.lc')));
  });

  it('have no accessibility fault that axe finds, light or dark, and fit into 375 px', async () => {
    const page = await open('club');
    await play(page, 'Nov 27').click();
    await shows(page, 'Playing');
    await page.getByText('2 titles').click();
    for (const [colorScheme, width] of [
      ['light', 1440],
      ['dark', 1440],
      ['light', 375],
      ['dark', 375],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(await readFile(AXE, 'utf8'));
      const faults = await page.evaluate(async () =>
        (globalThis as never as { axe: { run(): Promise<{ violations: { id: string }[] }> } }).axe
          .run()
          .then(({ violations }) => violations.map(({ id }) => id)),
      );
      expect(faults, `${colorScheme} ${width}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      if (process.env.SCREENSHOTS)
        await page.screenshot({ path: `${process.env.SCREENSHOTS}/${colorScheme}-${width}.png`, fullPage: true });
    }
  });
});
