import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { BrowserListener } from '../../src/browser/index.js';
import { readLc } from '../../src/core/file/lc-file.js';
import { SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { encodePacket } from '../../src/core/wire/packet.js';
import { listenTo } from '../../src/node/live.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { faultyProxy } from '../support/faulty-proxy.js';
import { copyWithLowDelay, type LowDelayJson } from '../support/low-delay-model.js';
import { peakHz } from '../support/tone.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually, figures, shows } from './page.js';
import { capture, soundingSamples } from './sound.js';
import { sendTone } from './tone-source.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
const OTHER = fileURLToPath(new URL('../../models/default', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** One entry of Chromium's `layout-shift`, which TypeScript's library lacks. */
interface LayoutShift {
  readonly value: number;
  readonly sources: readonly { readonly node: Node | null }[];
}

/** Title of the tab whose sound is broadcast. */
const TONE_TITLE = 'A tab that sounds';

/** A listener that plays nothing. */
async function listenOnce(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, SUBPROTOCOL);
  await once(socket, 'open');
  socket.send(encodePacket({ type: 'hello', body: { role: 'listener', planes: 1 } }, { bytesPerFramePlane: 1 }));
  return socket;
}

interface Inspected {
  latentcast: { listener: Pick<BrowserListener, 'model'> | null };
}

// A model of a few kilobytes: what is tested here is the page, on a machine of any speed.
describe.skipIf(skipReason)(titled('the page in Chromium with a tiny model'), () => {
  let server: RelayServer;
  let browser: TestBrowser;
  let model: OnnxModel;
  let dir = '';
  let base = '';
  /** The model's manifest without graphs of low delay. */
  let plain: LowDelayJson;
  const pages: Page[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-page-'));
    plain = await copyWithLowDelay(TINY, join(dir, 'default'), 0);
    server = await startRelayServer({
      port: 0,
      graceMs: 200,
      site: { modelDirs: [dir], frames: ['https://blog.example'] },
    });
    base = `http://127.0.0.1:${server.port}`;
    model = await loadModel(TINY);
    browser = await launch({
      // Of a browser that is mute, a tab's sound is silence.
      isAudible: true,
      args: [
        // The tab with which the browser answers its question for one.
        `--auto-select-tab-capture-source-by-title=${TONE_TITLE}`,
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

  /** What axe finds wrong in the page as it is. */
  async function faults(page: Page): Promise<string[]> {
    await page.evaluate(await readFile(AXE, 'utf8'));
    return page.evaluate(async () => {
      const { axe } = globalThis as never as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
  }

  it('has no accessibility fault that axe finds, in any view, light or dark, wide or narrow', async () => {
    const page = await open('/#/');
    for (const [scheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 844 });
      for (const hash of ['#/', '#/radio', '#/wrong name!', '#broadcast']) {
        await page.evaluate((next) => {
          location.hash = next;
        }, hash);
        await page.waitForFunction(
          (next) => decodeURIComponent(location.hash) === next && document.querySelector('h1'),
          hash,
        );
        expect(await faults(page), `${hash} ${scheme} ${width}`).toEqual([]);
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
      await page.getByText('1 listening').waitFor();
      // Who comes and goes is told over the stream's connection.
      const other = await listenOnce(`${server.url}/keys`);
      await page.getByText('2 listening').waitFor();
      await eventually(async () => (await figures(page))!.listeners).toBe(2);
      other.close();
      await page.getByText('1 listening').waitFor();
      await eventually(async () => (await figures(page))!.listeners).toBe(1);
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
      // The graph that looks less far ahead is loaded beside the other, used, and used again the next time.
      const leftFrames = (): Promise<number | undefined> =>
        page.evaluate(
          () => (globalThis as never as Inspected).latentcast.listener?.model.loaded?.info.format.decoder.leftFrames,
        );
      const less = page.getByRole('checkbox', { name: 'Less delay, slightly less quality heard 8 ms sooner' });
      expect([await leftFrames(), await less.isChecked()]).toEqual([0, false]);
      await less.check();
      await eventually(leftFrames).toBe(1);
      await waitForSound(page);
      await eventually(() => page.workers().length).toBe(1);
      expect(await faults(page)).toEqual([]);
      await page.reload();
      await page.getByText('Figures for the curious').click();
      await less.waitFor();
      expect(await less.isChecked()).toBe(true);
      await page.getByRole('button', { name: 'Listen' }).click();
      await shows(page, 'Live');
      expect(await leftFrames()).toBe(1);
      await less.uncheck();
      await eventually(leftFrames).toBe(0);
      await shows(page, 'Live');
      // A model that has no such graph any more is used as it is, and nothing is offered.
      await page.evaluate(() => localStorage.setItem('latentcast-delay-decode', 'low'));
      await page.route('**/manifest.json', (route) => route.fulfill({ json: plain }));
      await page.reload();
      await page.getByText('Figures for the curious').click();
      await page.getByRole('button', { name: 'Listen' }).click();
      await shows(page, 'Live');
      expect([await leftFrames(), await less.count(), await page.getByRole('alert').count()]).toEqual([0, 0, 0]);
    });
  });

  it('shows what plays, what was played, who listens and only the qualities of the stream, in a picture that comes with sound', async () => {
    const stop = sendTone(`${server.url}/facts`, model, { title: 'O\u202Ene', artist: 'A\u0007 & B' });
    try {
      const page = await open('/#/facts');
      const picture = page.getByRole('img', { name: 'Live spectrogram of the channel facts' });
      await page.getByText('A & B – One', { exact: true }).waitFor();
      expect(await picture.isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Listen' }).click();
      await shows(page, 'Live');
      await picture.waitFor();
      await page.getByText(/^On air since .* · 1 listening$/).waitFor();
      // One bit plane of 64 latents, 125 times a second.
      await page.getByText('Standard 8.0 kbit/s').waitFor();
      expect(await page.getByRole('radio', { name: /kbit/ }).count()).toBe(0);
      await server.administration.setTitle('facts', { title: 'Two' });
      const history = page.getByRole('region', { name: 'Played before' });
      await history.getByText('One').waitFor();
      await page.getByText('A & B – Two', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await picture.waitFor({ state: 'hidden' });
    } finally {
      await stop();
    }
  });

  it('saves what is heard, as it is sent and as it sounds, and stops with the sleep timer', async () => {
    await onAir('saved', async () => {
      const page = await browser.context.newPage();
      pages.push(page);
      await page.clock.install();
      await page.goto(`${base}/#/saved`);
      await page.getByRole('button', { name: 'Listen' }).click();
      await shows(page, 'Live');
      await waitForSound(page);
      for (const [form, magic] of [
        ['lc', 'LCST'],
        ['wav', 'RIFF'],
      ] as const) {
        await page.getByRole('combobox', { name: 'File' }).selectOption(form);
        await page.getByRole('button', { name: 'Record' }).click();
        await page.getByText(/Recording 0:0[1-9]/).waitFor();
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Save' }).click(),
        ]);
        expect(download.suggestedFilename()).toMatch(new RegExp(`^saved \\d{4}-\\d\\d-\\d\\d .*\\.${form}$`));
        const bytes = await readFile(await download.path());
        expect(bytes.toString('latin1', 0, 4)).toBe(magic);
        if (form === 'lc') {
          const file = readLc(bytes);
          expect(file.damage).toEqual([]);
          expect(file.totalSamples).toBeGreaterThan(8000);
        } else {
          const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
          expect(Math.max(...samples.subarray(0, 20_000))).toBeGreaterThan(1000);
        }
      }
      await page.getByRole('combobox', { name: 'Sleep timer' }).selectOption('15');
      await page.getByText(/Stops in 1[45]:/).waitFor();
      await page.clock.fastForward('15:01');
      await shows(page, 'Stopped');
      await page.getByText('The sleep timer has ended the sound.').waitFor();
    });
  });

  it('hands a channel on: its link, a code to scan, and a player for other pages', async () => {
    const page = await open('/#/handed');
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: base });
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Link' }).inputValue()).toBe(`${base}/#/handed`);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('The link is copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${base}/#/handed`);
    await page.getByText('Player for your own page').click();
    expect(await faults(page)).toEqual([]);
    const codeOf = (name: RegExp): Promise<string> => page.getByRole('textbox', { name }).inputValue();
    expect(await codeOf(/A frame with a player/)).toContain(`src="${base}/embed/handed" `);
    // The language of the address is that of the page. Whoever gets the link has a browser with one of its own; a player is
    // put into a page that has one.
    await page.goto(`${base}/handed?lang=de`);
    await page.getByRole('button', { name: 'Teilen' }).click();
    expect(page.url()).toBe(`${base}/?lang=de#/handed`);
    await page.getByRole('img', { name: 'QR-Code des Links' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Link' }).inputValue()).toBe(`${base}/#/handed`);
    await page.getByText('Player für die eigene Seite').click();
    await eventually(() => codeOf(/Ein Rahmen/)).toContain(`src="${base}/embed/handed?lang=de" `);
    const code = (await codeOf(/Ein Rahmen/)).replace('lang=de', 'lang=de-AT');
    await onAir('handed', async () => {
      const outside = await browser.context.newPage();
      pages.push(outside);
      await outside.route('https://blog.example/', (route) =>
        route.fulfill({ contentType: 'text/html', body: `<title>blog</title>${code}` }),
      );
      await outside.goto('https://blog.example/');
      const frame = outside.frameLocator('iframe');
      await frame.getByRole('heading', { name: 'handed' }).waitFor();
      await frame.getByRole('button', { name: 'Hören' }).click();
      await frame.getByRole('status').filter({ hasText: 'Live' }).waitFor();
      expect(await frame.getByRole('link', { name: 'Latentcast' }).getAttribute('href')).toBe(
        `${base}/?lang=de-AT#/handed`,
      );
      await frame.getByRole('button', { name: 'Anhalten' }).waitFor();
    });
    // What is chosen on the page holds, and its address asks for nothing else.
    await page.bringToFront();
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('English');
    await page.getByRole('button', { name: 'Share' }).click();
    expect(page.url()).toBe(`${base}/#/handed`);
    await page.getByText('Player for your own page').click();
    await eventually(() => codeOf(/A frame/)).toContain('?lang=en"');
    await page.evaluate(() => localStorage.clear());
  });

  it('leads from /NAME to the channel, and tells what a wrong name is and how to go on', async () => {
    const page = await open('/main');
    await page.getByRole('heading', { name: 'main' }).waitFor();
    expect(page.url()).toBe(`${base}/#/main`);
    await shows(page, 'Waiting for a source');
    await page.getByText('Nobody has broadcast under this name yet').waitFor();
    await page.goto(`${base}/#/no channel!`);
    await page.getByRole('heading', { name: '“no channel!” is no name of a channel' }).waitFor();
    expect(await page.getByLabel('Open a channel by its name').inputValue()).toBe('no-channel');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('heading', { name: 'no-channel' }).waitFor();
  });

  it('can be installed: Chromium finds nothing missing, and its start and icons are there', async () => {
    const page = await open('/#/radio');
    const devtools = await browser.context.newCDPSession(page);
    const { url, errors, data } = await devtools.send('Page.getAppManifest');
    expect([url, errors]).toEqual([`${base}/manifest.webmanifest`, []]);
    expect(await devtools.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] });
    const manifest = JSON.parse(data!) as {
      start_url: string;
      icons: { src: string; sizes: string; purpose: string }[];
    };
    expect(manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual(
      expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']),
    );
    for (const path of [manifest.start_url, ...manifest.icons.map(({ src }) => src)])
      expect((await fetch(new URL(path, url))).status, path).toBe(200);
  });

  it('plays again at once when the network is back, before the lost connection is given up', async () => {
    const proxy = await faultyProxy(server.port);
    try {
      await onAir('network', async () => {
        const page = await browser.context.newPage();
        pages.push(page);
        await page.goto(`http://127.0.0.1:${proxy.port}/#/network`);
        await page.getByRole('button', { name: 'Listen' }).click();
        await shows(page, 'Live');
        await page.evaluate(() =>
          Object.assign((globalThis as never as Inspected).latentcast.listener!, { isOld: true }),
        );
        // The packets of the old network go nowhere, and nobody is told.
        proxy.swallow();
        await page.evaluate(() => dispatchEvent(new Event('online')));
        await page.waitForFunction(() => {
          const { listener } = (globalThis as never as Inspected).latentcast;
          return listener !== null && !('isOld' in listener);
        });
        await shows(page, 'Live');
        await waitForSound(page);
        // Another listener took the place of the one that would have found out by itself.
        expect((await figures(page))!.reconnects).toBe(0);
      });
    } finally {
      await proxy.close();
    }
  });

  it('is in German for a browser that prefers it, keeps the language that is chosen, and fits from right to left', async () => {
    const page = await browser.context.newPage();
    pages.push(page);
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'languages', { get: () => ['de-AT', 'en'] });
    });
    await page.goto(`${base}/#/sprache`);
    await page.getByRole('button', { name: 'Hören' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    await shows(page, 'Wartet auf eine Quelle');
    const long = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'.repeat(4);
    await page.setViewportSize({ width: 375, height: 800 });
    for (const hash of ['#/sprache', '#broadcast', '#/']) {
      await page.evaluate(
        ([next, word]) => {
          location.hash = next!;
          document.documentElement.dir = 'rtl';
          document.querySelector('h1')!.textContent = word!;
        },
        [hash, long],
      );
      await page.waitForFunction(() => document.querySelector('h1'));
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('English');
    await page.getByRole('heading', { name: 'Channels' }).waitFor();
    await page.evaluate(() => localStorage.clear());
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

  it('moves nothing while the model loads and when it is ready, in any view', async () => {
    const shifts = async (hash: string, graph: string): Promise<readonly [number, string[]]> => {
      const page = await browser.open('about:blank');
      pages.push(page);
      // Another test may have loaded the model: a graph that is kept would show no load.
      await page.goto(`${base}/manifest.webmanifest`);
      await page.evaluate(() => caches.delete('latentcast-models-v1'));
      // The load takes until it has been seen.
      let letGo = (): void => {};
      const isSeen = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      await page.route(`**/${graph}*`, async (route) => {
        await isSeen;
        await route.continue();
      });
      await page.goto(`${base}/${hash}`);
      await page.evaluate(() => {
        const seen: { value: number; what: string[] }[] = [];
        Object.assign(globalThis, { seen });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as never as LayoutShift[])
            seen.push({
              value: entry.value,
              what: entry.sources.map(({ node }) => (node as HTMLElement | null)?.outerHTML?.slice(0, 60) ?? ''),
            });
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.getByRole('progressbar').waitFor();
      letGo();
      await page.getByRole('progressbar').waitFor({ state: 'hidden' });
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
      const seen = await page.evaluate(
        () => (globalThis as never as { seen: { value: number; what: string[] }[] }).seen,
      );
      await page.close();
      return [seen.reduce((sum, { value }) => sum + value, 0), seen.flatMap(({ what }) => what)];
    };
    // One after the other: a page behind another one draws nothing.
    for (const [hash, graph] of [
      ['#/radio', 'decoder'],
      ['#broadcast', 'encoder'],
    ] as const) {
      const [shift, what] = await shifts(hash, graph);
      expect(shift, `${hash}: ${what.join(' ')}`).toBeLessThan(0.1);
    }
  });

  it('sends the sound of a tab: its tone is heard at a listener of the relay, and stops with the tab', async () => {
    const tab = await browser.open('about:blank');
    await tab.setContent(`<title>${TONE_TITLE}</title><button>Sound</button>`);
    await tab.evaluate(() => {
      document.querySelector('button')!.onclick = () => {
        const context = new AudioContext();
        const tone = new OscillatorNode(context, { frequency: 700 });
        tone.connect(new GainNode(context, { gain: 0.4 })).connect(context.destination);
        tone.start();
      };
    });
    await tab.getByRole('button', { name: 'Sound' }).click();
    const page = await open('/#broadcast');
    await page.getByRole('radio', { name: 'A tab’s sound' }).check();
    await page.getByRole('button', { name: 'Broadcast' }).click();
    await shows(page, 'On air');
    const heard: number[] = [];
    const listener = listenTo(`${server.url}/studio`, {
      model,
      write: async (pcm) => {
        for (const x of pcm) heard.push(x);
      },
    });
    try {
      await listener.start();
      const { sampleRateHz } = model.info.format;
      await eventually(() => heard.length).toBeGreaterThan(3 * sampleRateHz);
      expect(peakHz(Float32Array.from(heard), sampleRateHz, 8192)).toBeCloseTo(700, -1);
    } finally {
      await listener.close();
    }
    await tab.close();
    await page.getByRole('alert').filter({ hasText: 'has gone' }).waitFor();
    await shows(page, 'Stopped by an error');
  });
});
