import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSession, joinSession } from '../../src/node/session/open-session.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually, shows } from './page.js';
import {
  beeps,
  bestShift,
  type Inspected,
  melody,
  NODE_RATE,
  NodeListener,
  record,
  recorded,
  resample,
  type SessionRig,
  startSessionRig,
  toneDb,
  track,
  wav,
} from './session-rig.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const BEEP_HZ = 700;
const TAB_HZ = 500;

// A model of a few kilobytes: what is tested here is the session, on a machine of any speed.
describe.skipIf(skipReason)(titled('the page of a listening session in Chromium'), () => {
  let rig: SessionRig;
  let browser: TestBrowser;
  const open: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    rig = await startSessionRig({ maxPeersPerRoom: 3 });
    browser = await launch({
      microphone: await rig.file('voice.wav', wav(beeps(4, BEEP_HZ, 48_000), 48_000)),
      args: ['--allow-loopback-in-peer-connection'],
    });
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: rig.base });
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });
  afterAll(async () => {
    await browser?.close();
    await rig?.close();
  });

  const visit = async (url: string): Promise<Page> => {
    const page = await browser.open(url);
    open.push(page);
    return page;
  };
  const join = async (link: string, name: string): Promise<Page> => {
    const page = await visit(link);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Join' }).click();
    return page;
  };
  const nodeHost = async (pcm: Float32Array): Promise<NodeListener> => {
    const host = new NodeListener(await createSession(rig.relay.url, { name: 'Anna' }), rig.model);
    open.push(host);
    host.play.host({ tracks: [track('Melody', pcm)], epoch: 1, planes: 8 });
    return host;
  };
  const nodePeer = async (link: string, name: string): Promise<NodeListener> => {
    const peer = new NodeListener(await joinSession(link, { name }), rig.model);
    open.push(peer);
    return peer;
  };
  const isInSync = (page: Page): Promise<boolean> =>
    page.evaluate(() => {
      const { isPlaying, errorMs } = (globalThis as unknown as Inspected).latentcast.played!.stats().playout;
      return isPlaying && Math.abs(errorMs) < 3;
    });
  const linkOf = (page: Page): Promise<string> => page.getByRole('textbox', { name: 'Link' }).inputValue();
  const positionMs = (page: Page): Promise<number | null> =>
    page.evaluate(() => (globalThis as unknown as Inspected).latentcast.played!.nowPlaying()?.positionMs ?? null);

  /** Counts of what was missing in the page's sound so far. */
  const gapsOf = (page: Page): Promise<string> =>
    page.evaluate(() => {
      const { playout, device } = (globalThis as unknown as Inspected).latentcast.played!.stats();
      return `${playout.missingMs} ${device?.underruns}`;
    });

  /** By how much the page plays another moment than a Node peer, in ms, and how alike both are. */
  const skew = async (page: Page, node: NodeListener): Promise<{ ms: number; likeness: number }> => {
    await eventually(() => isInSync(page)).toBe(true);
    await record(page);
    // On a machine with too much to do a device runs dry, and is late for a moment: what is compared has no such moment.
    let before = '';
    await eventually(async () => {
      const gaps = await gapsOf(page);
      const isQuiet = gaps === before;
      before = gaps;
      await page.evaluate(() => {
        (globalThis as unknown as { recorded: unknown[] }).recorded.length = 0;
      });
      await page.waitForFunction(() => (globalThis as unknown as { recorded: unknown[] }).recorded.length > 500);
      return isQuiet && (await gapsOf(page)) === before;
    }).toBe(true);
    const { pcm, rateHz, atMs } = await recorded(page, 1.2);
    const heard = resample(pcm, rateHz, NODE_RATE);
    await eventually(() => node.at(atMs, heard.length).length).toBe(heard.length);
    const { shift, likeness } = bestShift(node.at(atMs, heard.length), heard, 400);
    return { ms: (shift / NODE_RATE) * 1000, likeness };
  };

  it('plays what a Node host plays, each sample at its moment, and shows who takes part', async () => {
    const host = await nodeHost(melody(120));
    const page = await join(host.session.link, 'Ben');
    await shows(page, 'Playing');
    const { ms, likeness } = await skew(page, host);
    expect(likeness).toBeGreaterThan(0.8);
    expect(Math.abs(ms)).toBeLessThan(10);
    const anna = page.getByRole('listitem').filter({ hasText: 'Anna' });
    await anna.getByText('in sync').waitFor();
    await anna.getByText(/lost 0\.0 % · direct/).waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Ben' })
      .getByText(/off by [+−]\d\.\d ms ± \d/)
      .waitFor();
    // Only the host may control this session.
    expect(await page.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);

    await anna.getByText('Safety number').click();
    const { peerId } = [...host.session.peers.values()][0]!;
    const number = await host.session.safetyNumber(peerId);
    await eventually(async () => (await anna.locator('.safety span').allTextContents()).join(' ')).toBe(number);

    const link = await linkOf(page);
    expect(link).toBe(host.session.link);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('The link is copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    expect(await scan(page)).toBe(link);

    await page.getByLabel('Offset in ms').fill('35');
    await page.getByLabel('Offset in ms').press('Enter');
    await page.getByRole('button', { name: '5 ms more' }).press('Space');
    await eventually(() => page.evaluate(() => localStorage.getItem('latentcast-device-offsets'))).toBe(
      '{"default":40}',
    );
    expect(await page.evaluate(() => (globalThis as unknown as Inspected).latentcast.played!.extraLatencyMs)).toBe(40);

    // Other pages of this browser would play by it, too.
    await page.evaluate(() => localStorage.clear());
    const left = new Promise<string>((resolve) => host.session.on('left', ({ reason }) => resolve(reason)));
    await page.goto('about:blank');
    expect(await left).toBe('left');
  });

  it('has no accessibility fault that axe finds inside or outside, and fits 375 and 1440 px, light and dark', async () => {
    const host = await nodeHost(melody(120));
    const inside = await join(host.session.link, 'Ben');
    await shows(inside, 'Playing');
    const outside = await visit(`${rig.base}/#session`);
    await outside.getByRole('heading', { name: 'Host a session' }).waitFor();
    const axe = await readFile(AXE, 'utf8');
    for (const [scheme, width] of [
      ['light', 1440],
      ['dark', 375],
    ] as const)
      for (const [name, page] of [
        ['inside', inside],
        ['outside', outside],
      ] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 844 });
        if (process.env.SCREENSHOTS)
          await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}-${scheme}-${width}.png`, fullPage: true });
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const { axe: checker } = globalThis as never as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          return (await checker.run()).violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
          );
        });
        expect(violations, `${name} ${scheme} ${width}`).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, `${name} at ${width} px`).toBeLessThanOrEqual(0);
      }
  });

  it('hosts files that another page and a Node peer play, pauses, seeks and goes on to the next', async () => {
    const page = await visit(`${rig.base}/#session`);
    const form = page.locator('form', { hasText: 'Host a session' });
    // By keyboard alone, but for the files.
    await form.getByLabel('Your name').fill('Clara');
    await form.getByRole('button', { name: 'Start the session' }).press('Enter');
    expect(await form.locator('input[type=file]:invalid').count()).toBe(1);
    const file = (name: string, pcm: Float32Array) => ({
      name,
      mimeType: 'audio/wav',
      buffer: Buffer.from(wav(pcm, NODE_RATE)),
    });
    await form
      .locator('input[type=file]')
      .setInputFiles([file('First song.wav', melody(90)), file('Second.wav', melody(20))]);
    await form.getByRole('radio', { name: '2 planes' }).press('Space');
    await form.getByRole('radio', { name: 'Everybody' }).press('Space');
    await form.getByRole('button', { name: 'Start the session' }).press('Enter');
    await shows(page, 'Playing');
    const link = await linkOf(page);
    expect(page.url()).toBe(link);
    const peer = await nodePeer(link, 'Ben');
    const second = await join(link, 'Dora');
    await second.getByText('First song').waitFor();
    const there = await skew(second, peer);
    expect(there.likeness).toBeGreaterThan(0.8);
    expect(Math.abs(there.ms)).toBeLessThan(10);
    const here = await skew(page, peer);
    expect(here.likeness).toBeGreaterThan(0.8);
    expect(Math.abs(here.ms)).toBeLessThan(10);
    // Everybody may.
    await second.getByRole('button', { name: 'Pause' }).click();
    await shows(page, 'Paused');
    const [a, b] = [await positionMs(page), await positionMs(second)];
    expect(Math.abs(a! - b!)).toBeLessThan(5);
    await page.getByRole('button', { name: 'Resume' }).click();
    await shows(second, 'Playing');
    await page.getByRole('slider', { name: 'Position' }).fill('60');
    await eventually(async () => (await positionMs(second))! >= 60_000).toBe(true);
    await page.getByRole('button', { name: 'Next' }).click();
    await second.getByText('Second').waitFor();
    await eventually(() => isInSync(second)).toBe(true);
    await page.getByRole('button', { name: 'Leave' }).click();
    await shows(page, 'Not in a session');
    await second.getByText('Clara has left.').waitFor();
  });

  it.each([
    ['a microphone', 'Microphone', BEEP_HZ],
    ['the sound of a tab', 'A tab’s sound', TAB_HZ],
  ])('hosts %s, and lets it go when it is left', async (_what, source, hz) => {
    const page = await browser.context.newPage();
    open.push(page);
    // A browser without a screen has no dialog to choose a tab in: a tone stands for the tab.
    await page.addInitScript((pitch) => {
      const shared: MediaStream[] = [];
      Object.assign(globalThis, { shared });
      navigator.mediaDevices.getDisplayMedia = async () => {
        const context = new AudioContext();
        const tone = new OscillatorNode(context, { frequency: pitch });
        const out = new MediaStreamAudioDestinationNode(context);
        tone.connect(out);
        tone.start();
        shared.push(out.stream);
        return out.stream;
      };
    }, TAB_HZ);
    await page.goto(`${rig.base}/#session`);
    const form = page.locator('form', { hasText: 'Host a session' });
    await form.getByLabel('Your name').fill('Clara');
    await form.getByRole('radio', { name: source }).check();
    await form.getByRole('button', { name: 'Start the session' }).click();
    await shows(page, 'Playing');
    const peer = await nodePeer(await linkOf(page), 'Ben');
    await eventually(() => toneDb(peer.pcm.slice(-NODE_RATE), hz, NODE_RATE)).toBeGreaterThan(-20);
    // It is heard as it comes: nothing to seek in.
    expect(await page.getByRole('slider', { name: 'Position' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Leave' }).click();
    await shows(page, 'Not in a session');
    const states = await page.evaluate(() =>
      (globalThis as unknown as { shared: MediaStream[] }).shared.map((stream) => stream.getTracks()[0]!.readyState),
    );
    expect(states).toEqual(hz === TAB_HZ ? ['ended'] : []);
  });

  it('carries a voice to another page and to a Node peer while the button is held, and lowers the music', async () => {
    const host = await nodeHost(melody(120).map((x) => x / 4));
    const page = await join(host.session.link, 'Ben');
    const other = await join(host.session.link, 'Clara');
    for (const each of [page, other]) await shows(each, 'Playing');
    await record(other);
    const levels = async (): Promise<{ node: number; page: number }> => {
      const { pcm, rateHz } = await recorded(other, 1);
      return { node: toneDb(host.pcm.slice(-NODE_RATE), BEEP_HZ, NODE_RATE), page: toneDb(pcm, BEEP_HZ, rateHz) };
    };
    await page.getByRole('radio', { name: 'Push to talk' }).check();
    const talk = page.getByRole('button', { name: 'Hold to talk' });
    await other.waitForFunction(() => (globalThis as unknown as { recorded: unknown[] }).recorded.length > 400);
    const before = await levels();
    await talk.focus();
    await page.keyboard.down('Space');
    await other.getByText('Ben speaks.').waitFor();
    await eventually(async () => {
      const now = await levels();
      return Math.min(now.node - before.node, now.page - before.page);
    }).toBeGreaterThan(15);
    expect(await talk.getAttribute('aria-pressed')).toBe('true');
    expect(await other.evaluate(() => (globalThis as unknown as Inspected).latentcast.played!.duckingDb)).toBeLessThan(
      -6,
    );
    await page.keyboard.up('Space');
    await eventually(() => other.getByText('Ben speaks.').count()).toBe(0);
    await eventually(async () => (await levels()).page - before.page).toBeLessThan(6);
    await page.getByRole('radio', { name: 'Open' }).check();
    await other.getByText('Ben speaks.').waitFor();
    await page.getByRole('radio', { name: 'Off' }).check();
    await eventually(() => other.getByText('Ben speaks.').count()).toBe(0);
  });

  it('plays in a page as the README’s example does, also where no memory is shared', async () => {
    const host = await nodeHost(melody(60));
    const readme = await readFile(joinPath(ROOT, 'README.md'), 'utf8');
    const code = /```ts\n(import [^\n]*'latentcast\/browser';[\s\S]*?)```/.exec(readme)![1]!;
    expect(code.trim().split('\n').length).toBeLessThanOrEqual(10);
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: ROOT },
      alias: { 'latentcast/browser': joinPath(ROOT, 'dist/browser/index.js') },
      bundle: true,
      write: false,
      format: 'esm',
    });
    const page = await visit(`${rig.base}/healthz`);
    const lines: string[] = [];
    page.on('console', (message) => lines.push(message.text()));
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.evaluate(() => {
      document.body.innerHTML = '<input><button>Join</button>';
    });
    await page.addScriptTag({ type: 'module', content: outputFiles[0]!.text });
    await page.getByRole('textbox').fill(host.session.link);
    await page.getByRole('button').click();
    await eventually(() => lines.includes('Anna has joined')).toBe(true);
    await eventually(() => lines.includes('playing Melody')).toBe(true);
    await eventually(() => host.play.figures().some(({ isOwn, report }) => !isOwn && report?.isPlaying)).toBe(true);
    const report = host.play.figures().find(({ isOwn }) => !isOwn)!.report!;
    expect(Math.abs(report.errorMs)).toBeLessThan(100);
  });

  it('tells what is wrong: a wrong key, a damaged link, a full session, an insecure page', async () => {
    const host = await nodeHost(melody(30));
    const { link } = host.session;
    const alert = (page: Page) => page.getByRole('alert');
    const wrong = await join(
      link.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
      'Ben',
    );
    await alert(wrong).filter({ hasText: 'the key at the end of the link is wrong' }).waitFor();
    const damaged = await visit(link.slice(0, -3));
    await alert(damaged).filter({ hasText: 'This link is damaged' }).waitFor();
    for (const name of ['Ben', 'Clara']) await nodePeer(link, name);
    const full = await join(link, 'Dora');
    await alert(full).filter({ hasText: 'the session is full: it has 3 peers' }).waitFor();
    // What is asked for can be tried again.
    expect(await full.getByRole('button', { name: 'Join' }).isVisible()).toBe(true);
    const insecure = await browser.context.newPage();
    open.push(insecure);
    await insecure.addInitScript(() => Object.defineProperty(globalThis, 'isSecureContext', { value: false }));
    await insecure.goto(`${rig.base}/#session`);
    await alert(insecure).filter({ hasText: 'Open it over https' }).waitFor();
    expect(await insecure.getByRole('button').count()).toBe(0);
  });

  it('plays over the relay where the browser makes no direct connections, and says so', async () => {
    const host = await nodeHost(melody(60));
    const page = await browser.context.newPage();
    open.push(page);
    await page.addInitScript(() => Object.defineProperty(globalThis, 'RTCPeerConnection', { value: undefined }));
    await page.goto(host.session.link);
    await page.getByText('This browser makes no direct connections').waitFor();
    await page.getByLabel('Your name').fill('Ben');
    await page.getByRole('button', { name: 'Join' }).press('Enter');
    await shows(page, 'Playing');
    await page.getByText(/over the relay$/).waitFor();
    const { likeness } = await skew(page, host);
    expect(likeness).toBeGreaterThan(0.8);
  });
});

/** What the page's QR code holds, read from its pixels. */
async function scan(page: Page): Promise<string> {
  const { data, width, height } = await page.getByRole('img', { name: 'QR code' }).evaluate(async (svg) => {
    const image = new Image();
    const text = new XMLSerializer().serializeToString(svg);
    image.src = `data:image/svg+xml,${encodeURIComponent(text.replace('<svg', '<svg width="400" height="400"'))}`;
    await image.decode();
    const canvas = new OffscreenCanvas(400, 400);
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, 400, 400);
    return { data: [...pixels.data], width: 400, height: 400 };
  });
  return decodeQR({ data: Uint8Array.from(data), width, height });
}
