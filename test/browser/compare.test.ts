import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ABX_FUNCTIONS } from '../../src/node/compare/abx-script.js';
import { type Comparison, compareClip } from '../../src/node/compare/compare.js';
import { comparisonPage } from '../../src/node/compare/page.js';
import type { Peer } from '../../src/node/compare/peers.js';
import { wavFileSink } from '../../src/node/files/wav.js';
import { FakeModel } from '../support/fake-model.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const { orderOf } = new Function(`${ABX_FUNCTIONS}; return { orderOf };`)() as {
  orderOf(seed: number, trials: number): boolean[];
};

describe.skipIf(skipReason)(titled('the page of compare in Chromium'), () => {
  let browser: TestBrowser;
  let dir = '';
  let comparison: Comparison;
  let url = '';

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-compare-page-'));
    const tone = Float32Array.from({ length: 88_200 }, (_, i) => 0.3 * Math.sin(i * 0.1) * (1 + Math.sin(i * 0.0004)));
    /** The clip, twice as quiet. */
    const peer = (id: string): Peer => ({
      id,
      name: `Peer <${id}>`,
      programs: [],
      install: '',
      run: async () => {
        const path = join(dir, `${id}.wav`);
        const sink = await wavFileSink(path, { sampleRateHz: 44_100, channels: 1 });
        const mono = tone.map((value) => value / 2);
        await sink.write(mono);
        await sink.close();
        const bytes = await readFile(path);
        return { bytes: bytes.length, mono, audio: { type: 'audio/wav', bytes }, how: 'x' };
      },
    });
    const result = await compareClip({
      input: 'a clip',
      clip: { sampleRateHz: 44_100, channels: 1, pcm: tone },
      model: new FakeModel(),
      bits: [8, 6, 5, 4, 3, 2, 1],
      env: { PATH: '' },
      peers: [peer('one'), peer('two'), { ...peer('three'), run: async () => null }],
    });
    comparison = result.comparison;
    const path = join(dir, 'page.html');
    await writeFile(path, comparisonPage(comparison, result.media));
    url = pathToFileURL(path).href;
    browser = await launch({ args: ['--autoplay-policy=no-user-gesture-required'] });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(dir, { recursive: true });
  });

  const playing = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      [...document.querySelectorAll('audio')]
        .filter((audio) => !audio.paused)
        .map((audio) => audio.closest('.card')!.id),
    );

  it('reaches every row by a key, and from each the next and the one before', async () => {
    const page = await browser.open(url);
    const rows = comparison.rows.filter(({ isAvailable }) => isAvailable).map(({ id }) => id);
    expect(rows.length).toBe(11);
    expect(await page.locator('.card[data-key] h3 kbd').allTextContents()).toEqual([...'1234567890Q']);
    for (const [i, id] of rows.entries()) {
      await page.keyboard.press('1234567890q'[i]!);
      await expect.poll(() => playing(page)).toEqual([id]);
    }
    await page.keyboard.press('k');
    await expect.poll(() => playing(page)).toEqual([rows.at(-2)]);
    await page.keyboard.press('j');
    await expect.poll(() => playing(page)).toEqual([rows.at(-1)]);
    await page.keyboard.press(' ');
    await expect.poll(() => playing(page)).toEqual([]);
    await page.close();
  });

  it('plays all formats equally loud, by gains that are stated, unless it is switched off', async () => {
    const row = (id: string) => comparison.rows.find((each) => each.id === id)!;
    expect(row('one').loudnessLufs! - row('wav').loudnessLufs!).toBeCloseTo(-6.02, 1);
    expect(row('wav').gainDb).toBeCloseTo(-6.02, 1);
    expect(row('one').gainDb).toBe(0);
    expect(row('three')).toMatchObject({ loudnessLufs: null, gainDb: null });
    const page = await browser.open(url);
    const volume = (id: string): Promise<number> =>
      page.locator(`#${id} audio`).evaluate((audio) => (audio as HTMLAudioElement).volume);
    expect(await volume('wav')).toBeCloseTo(0.5, 2);
    expect(await volume('one')).toBe(1);
    expect(await page.locator('#wav .figures').textContent()).toMatch(/LUFS\s*played at −6\.0 dB/);
    await page.getByLabel(/Equally loud/).uncheck();
    expect(await volume('wav')).toBe(1);
    await page.close();
  });

  it('has a blind test: X is what its seed tells, and what was right is shown at the end, with the chance of guessing it', async () => {
    const page = await browser.open(url);
    const form = page.locator('#abx');
    await form.getByLabel('A', { exact: true }).selectOption('wav');
    await form.getByLabel('B', { exact: true }).selectOption('one');
    await form.getByLabel('Trials').fill('8');
    await form.getByLabel('Seed').fill('20261128');
    await form.getByRole('button', { name: 'Start' }).click();
    const order = orderOf(20261128, 8);
    for (const [i, isB] of order.entries()) {
      await form.getByText(`Trial ${i + 1} of 8`).waitFor();
      for (const key of ['a', 'b', 'x']) {
        await page.keyboard.press(key);
        await expect.poll(() => form.locator(`[data-play=${key}]`).getAttribute('aria-pressed')).toBe('true');
      }
      expect(await form.getByRole('status').textContent()).toBe('');
      // One of eight is wrong.
      await page.keyboard.press((i === 3 ? !isB : isB) ? 'ArrowRight' : 'ArrowLeft');
    }
    await form
      .getByText('7 of 8 right: you hear a difference. Guessing does as well in 3.5 % of all tests (p = 0.035')
      .waitFor();
    expect(await page.locator('#abx-results tbody tr').allInnerTexts()).toEqual([
      'Original, WAV\tPeer <one>\t7 of 8\t0.035\t20261128',
    ]);
    // Stopped, and with two formats that are one, nothing is counted.
    await form.getByRole('button', { name: 'Start' }).click();
    await page.keyboard.press('Escape');
    await form.getByText('Stopped: nothing is counted.').waitFor();
    await form.getByLabel('B', { exact: true }).selectOption('wav');
    await form.getByRole('button', { name: 'Start' }).click();
    await form.getByText('A and B must be two formats.').waitFor();
    expect(await page.locator('#abx-results tbody tr').count()).toBe(1);
    expect(await form.getByLabel('Seed').inputValue()).not.toBe('20261128');
    await page.close();
  });

  it('lets a blind test be left and continued, counts a held key once, and tells what makes a result worth less', async () => {
    // At an address of its own there is nothing from other tests.
    const own = join(dir, 'own.html');
    await copyFile(join(dir, 'page.html'), own);
    const address = pathToFileURL(own).href;
    const page = await browser.open(address);
    // A browser that has just started on a busy machine loses what a page keeps, until its storage has been opened.
    await expect
      .poll(async () => {
        await page.evaluate(() => localStorage.setItem('opened', 'yes'));
        await page.reload();
        return page.evaluate(() => localStorage.getItem('opened'));
      })
      .toBe('yes');
    const form = page.locator('#abx');
    const start = async (seed: string, trials = 'Trials', label = 'Seed', button = 'Start'): Promise<void> => {
      await form.getByLabel('A', { exact: true }).selectOption('wav');
      await form.getByLabel('B', { exact: true }).selectOption('one');
      await form.getByLabel(trials).fill('5');
      await form.getByLabel(label).fill(seed);
      await form.getByRole('button', { name: button }).click();
    };
    const order = orderOf(7, 5);
    const answer = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++) {
        await page.keyboard.press('x');
        await page.keyboard.press(order[i] ? 'ArrowRight' : 'ArrowLeft');
      }
    };
    await start('7');
    await page.keyboard.press('ArrowLeft');
    await form.getByText('Trial 1 of 5: listen to X first').waitFor();
    await page.keyboard.press('x');
    // The second press without a release is what a key that is held down repeats.
    await page.keyboard.down(order[0] ? 'ArrowRight' : 'ArrowLeft');
    await page.keyboard.down(order[0] ? 'ArrowRight' : 'ArrowLeft');
    await page.keyboard.up(order[0] ? 'ArrowRight' : 'ArrowLeft');
    await form.getByText('Trial 2 of 5', { exact: true }).waitFor();
    // A row takes the place of X.
    await page.keyboard.press('x');
    await page.locator('#two audio').evaluate((audio) => (audio as HTMLAudioElement).play());
    await expect.poll(() => form.locator('[data-play=x]').getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('Escape');
    await page.reload();
    await form.getByRole('button', { name: 'Continue: Original, WAV and Peer <one>, trial 2 of 5' }).click();
    await answer(1, 5);
    await form.getByText('5 of 5 right: you hear a difference. Guessing does as well in 3.1 %').waitFor();
    await page.getByLabel(/Equally loud/).uncheck();
    await start('7');
    await answer(0, 5);
    await form.getByText(/were not equally loud.*order of this seed was used before/).waitFor();
    // What is shown changes its language at once, and what was chosen is kept.
    await page.getByLabel('Language').selectOption('de');
    await form
      .getByText('5 von 5 richtig: du hörst einen Unterschied. So gut gelingt Raten in 3,1 % aller Tests (p = 0,031')
      .waitFor();
    await start('8', 'Durchgänge', 'Startwert', 'Anfangen');
    await form.getByText('Durchgang 1 von 5', { exact: true }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await form.getByText('Durchgang 1 von 5: erst X anhören').waitFor();
    await page.getByLabel('Sprache').selectOption('en');
    await form.getByText('Trial 1 of 5: listen to X first').waitFor();
    await page.keyboard.press('Escape');
    await form.getByText('Stopped: nothing is counted.').waitFor();
    await page.reload();
    expect(await page.locator('#abx-results tbody tr').allInnerTexts()).toEqual([
      'Original, WAV\tPeer <one>\t5 of 5\t0.031\t7',
      'Original, WAV\tPeer <one>\t5 of 5, not equally loud, order used before\t0.031\t7',
    ]);
    await page.goto(`${address}?lang=de`);
    expect((await page.locator('#abx-results tbody tr').allInnerTexts())[1]).toBe(
      'Original, WAV\tPeer <one>\t5 von 5, nicht gleich laut, Reihenfolge schon benutzt\t0,031\t7',
    );
    await form.getByRole('button', { name: 'Fortsetzen: Original, WAV und Peer <one>, Durchgang 1 von 5' }).waitFor();
    await page.getByRole('button', { name: 'Ergebnisse vergessen' }).click();
    await page.reload();
    expect(await page.locator('#abx-results').isHidden()).toBe(true);
    await page.close();
  });

  it.each([
    ['light', 'de-AT'],
    ['dark', 'fr'],
  ] as const)(
    'fits a phone, and has no fault that axe finds, in the %s, for a browser in %s',
    async (colorScheme, preferred) => {
      const page = await browser.open('about:blank');
      await page.addInitScript((tag) => {
        Object.defineProperty(navigator, 'languages', { get: () => [tag, 'it'] });
        // Nobody has chosen another one here; the empty page that a tab begins with has no storage.
        if (location.protocol === 'file:') localStorage.removeItem('latentcast-language');
      }, preferred);
      await page.goto(url);
      const isGerman = preferred === 'de-AT';
      expect(await page.evaluate(() => [document.documentElement.lang, document.title])).toEqual(
        isGerman
          ? ['de', 'a clip: Latentcast neben anderen Formaten']
          : ['en', 'a clip: Latentcast beside other formats'],
      );
      const { name: english } = comparison.rows.at(-1)!;
      expect(english).toMatch(/^Latentcast 1 bit, \d+\.\d\d kbit\/s$/);
      const name = isGerman ? english.replace('bit,', 'Bit,').replace('.', ',') : english;
      await page.getByRole('row', { name }).getByRole('link', { name }).waitFor();
      await page.getByRole('img', { name: `${isGerman ? 'Spektrogramm:' : 'Spectrogram of'} ${name}` }).waitFor();
      await page.emulateMedia({ colorScheme });
      for (const width of [375, 1440]) {
        await page.setViewportSize({ width, height: 812 });
        const [needed, has] = await page.evaluate(() => {
          const table = document.querySelector('.scroll')!;
          return [
            Math.max(document.documentElement.scrollWidth, innerWidth + table.scrollWidth - table.clientWidth),
            innerWidth,
          ];
        });
        expect(needed).toBe(has);
      }
      await page.addScriptTag({ path: AXE });
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
      });
      expect(found).toEqual([]);
      await page.close();
    },
  );
});
