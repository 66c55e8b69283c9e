import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserBroadcaster } from '../../src/browser/index.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { connectWebSocket } from '../../src/node/ws-connect.js';
import { copyWithLowDelay } from '../support/low-delay-model.js';
import { audioPacket, Peer, streamHello } from '../support/peers.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually, shows } from './page.js';
import { wav } from './session-rig.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));

interface Inspected {
  latentcast: { broadcaster: BrowserBroadcaster };
  streams: MediaStream[];
}

// Chromium's own fake microphones: a beep every second.
describe.skipIf(skipReason)(titled('the broadcast page in Chromium with fake microphones'), () => {
  let dir = '';
  let server: RelayServer;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-studio-'));
    await copyWithLowDelay(TINY, join(dir, 'default'), 0);
    server = await startRelayServer({
      port: 0,
      graceMs: 200,
      site: { modelDirs: [dir] },
      channels: [{ name: 'turns', takeover: 'queue' }],
    });
    browser = await launch({ args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] });
    page = await browser.context.newPage();
    await page.addInitScript(() => {
      const streams: MediaStream[] = [];
      Object.assign(globalThis, { streams });
      const devices = navigator.mediaDevices;
      const open = devices.getUserMedia.bind(devices);
      devices.getUserMedia = async (constraints) => {
        const stream = await open(constraints);
        streams.push(stream);
        return stream;
      };
    });
    await page.goto(`http://127.0.0.1:${server.port}/#broadcast`);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (dir) await rm(dir, { recursive: true });
  });

  /**
   * Loudest sample that is sent, over the next second and a half of the context's own time: a beep comes every second.
   */
  const loudest = (): Promise<number> =>
    page.evaluate(async () => {
      const { input, context } = (globalThis as unknown as Inspected).latentcast.broadcaster;
      const meter = new AnalyserNode(context, { fftSize: 8192 });
      input.connect(meter);
      const wave = new Float32Array(meter.fftSize);
      const untilS = context.currentTime + 1.5;
      // Sound from before this call does not count.
      while (context.currentTime < untilS - 1.05) await new Promise((resolve) => setTimeout(resolve, 10));
      let peak = 0;
      while (context.currentTime < untilS) {
        meter.getFloatTimeDomainData(wave);
        peak = Math.max(peak, ...wave.map(Math.abs));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      input.disconnect(meter);
      return peak;
    });
  /** A tone of this length as a WAV file. */
  const tone = (seconds: number): Buffer => {
    const pcm = Float32Array.from({ length: seconds * 8000 }, (_, i) => 0.4 * Math.sin((i * 2 * Math.PI * 440) / 8000));
    return Buffer.from(wav(pcm, 8000));
  };
  const settings = (): Promise<MediaTrackSettings> =>
    page.evaluate(() => (globalThis as unknown as Inspected).streams.at(-1)!.getAudioTracks()[0]!.getSettings());

  it('lists the microphones and sends the one that was chosen, raw for music', async () => {
    await eventually(() =>
      page.getByRole('combobox', { name: 'Microphone' }).locator('option').count(),
    ).toBeGreaterThan(2);
    await page.getByRole('combobox', { name: 'Microphone' }).selectOption({ label: 'Fake Audio Input 2' });
    const chosen = await page.getByRole('combobox', { name: 'Microphone' }).inputValue();
    await page.getByRole('radio', { name: 'Music' }).check();
    await page.getByRole('button', { name: 'Broadcast' }).click();
    await shows(page, 'On air');
    expect(await settings()).toMatchObject({ deviceId: chosen, echoCancellation: false, autoGainControl: false });
    expect(await loudest()).toBeGreaterThan(0.01);
    await page.getByRole('button', { name: 'Stop' }).click();
    await shows(page, 'Stopped');
    expect(
      await page.evaluate(() => (globalThis as unknown as Inspected).streams.at(-1)!.getAudioTracks()[0]!.readyState),
    ).toBe('ended');
  });

  it('asks for echo cancelling for voice, and encodes with less delay where that is chosen', async () => {
    const leftFrames = (): Promise<number | undefined> =>
      page.evaluate(
        () => (globalThis as unknown as Inspected).latentcast.broadcaster.model.loaded?.info.format.encoder.leftFrames,
      );
    expect(await leftFrames()).toBe(0);
    const less = page.getByRole('checkbox', { name: 'Less delay, hardly less quality all hear you 8 ms sooner' });
    await less.check();
    await page.getByRole('radio', { name: 'Voice' }).check();
    await page.getByRole('button', { name: 'Broadcast' }).click();
    await shows(page, 'On air');
    expect(await settings()).toMatchObject({ echoCancellation: true });
    await eventually(leftFrames).toBe(1);
    expect(await less.isHidden()).toBe(true);
    expect(await page.evaluate(() => localStorage.getItem('latentcast-delay-encode'))).toBe('low');
  });

  it('sends silence with push to talk until the button or a key is held', async () => {
    await page.getByRole('checkbox', { name: 'Push to talk' }).check();
    const talk = page.getByRole('button', { name: 'Hold to talk' });
    expect(await loudest()).toBeLessThan(1e-4);
    await talk.hover();
    await page.mouse.down();
    expect(await talk.getAttribute('aria-pressed')).toBe('true');
    expect(await loudest()).toBeGreaterThan(0.01);
    await page.mouse.up();
    expect(await loudest()).toBeLessThan(1e-4);
    await talk.focus();
    await page.keyboard.down('Space');
    expect(await loudest()).toBeGreaterThan(0.01);
    await page.keyboard.up('Space');
    expect(await loudest()).toBeLessThan(1e-4);
    await page.getByRole('checkbox', { name: 'Push to talk' }).uncheck();
    expect(await loudest()).toBeGreaterThan(0.01);
  });

  it('shows that the microphone has gone when the browser takes it away, and can start again', async () => {
    // Chromium cannot unplug a fake microphone; one that may no longer be used ends in the same way.
    const devtools = await browser.context.newCDPSession(page);
    const origin = `http://127.0.0.1:${server.port}`;
    const allow = (setting: 'granted' | 'denied'): Promise<unknown> =>
      devtools.send('Browser.setPermission', { permission: { name: 'microphone' }, setting, origin });
    await allow('granted');
    await allow('denied');
    await page.getByRole('alert').filter({ hasText: 'has gone' }).waitFor();
    await shows(page, 'Stopped by an error');
    await allow('granted');
    await page.getByRole('button', { name: 'Broadcast' }).click();
    await shows(page, 'On air');
  });

  it('asks whether to go on where another source is on air, and shows that the name is taken where the relay refuses', async () => {
    const other = await browser.open(`http://127.0.0.1:${server.port}/#broadcast`);
    await other.getByRole('button', { name: 'Broadcast' }).click();
    await other.getByRole('heading', { name: 'Somebody is on the air on studio' }).waitFor();
    await other.getByRole('button', { name: 'Choose another channel' }).click();
    await shows(other, 'Stopped');
    expect(await other.evaluate(() => document.activeElement?.id)).toBe('channel');
    await other.getByRole('button', { name: 'Broadcast' }).click();
    await other.getByRole('button', { name: 'Go on all the same' }).click();
    await other.getByRole('alert').filter({ hasText: 'Choose another name' }).waitFor();
    await other.close();
  });

  it('shows its place where it waits for its turn, and that it is on air when that has come', async () => {
    const source = new Peer(await connectWebSocket(`${server.url}/turns`));
    source.hello(streamHello());
    await eventually(() => source.story).toContain('hello');
    let frame = 0;
    const sending = setInterval(() => source.send(audioPacket(4 * frame++)), 200);
    const other = await browser.open(`http://127.0.0.1:${server.port}/#broadcast`);
    await other.getByRole('textbox', { name: 'Channel' }).fill('turns');
    await other.getByRole('button', { name: 'Broadcast' }).click();
    await other.getByRole('button', { name: 'Go on all the same' }).click();
    await shows(other, 'Another source has the channel');
    expect(await other.getByRole('status').first().getAttribute('title')).toBe('place 1 of the queue');
    clearInterval(sending);
    source.connection.close(1000, '');
    await shows(other, 'On air');
    await other.close();
  });

  it('shows the level in words and by its scale, time and listeners, and sends silence while muted', async () => {
    await page.getByText(/^On the air for \d+:\d\d$/).waitFor();
    await page.getByText('0 listeners').waitFor();
    const meter = page.getByRole('meter', { name: 'Level' });
    await eventually(() => meter.getAttribute('aria-valuetext')).toMatch(/^-\d+ dB, (Quiet|Good|Loud)/);
    await page.getByRole('button', { name: 'Mute' }).click();
    await page.getByText('Muted: listeners hear silence').waitFor();
    expect(await loudest()).toBeLessThan(1e-4);
    await eventually(() => meter.getAttribute('aria-valuetext')).toBe('-60 dB, Silence');
    await page.getByRole('button', { name: 'Mute' }).click();
    expect(await loudest()).toBeGreaterThan(0.01);
  });

  it('asks before another page of the site ends the broadcast, which runs on meanwhile', async () => {
    const address = page.url();
    await page.getByRole('link', { name: 'Channels' }).click();
    const question = page.getByRole('dialog', { name: 'You are on the air' });
    await question.getByRole('button', { name: 'Stay' }).click();
    await question.waitFor({ state: 'detached' });
    expect(page.url()).toBe(address);
    await shows(page, 'On air');
    expect(await page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))).toBe(true);
    await page.getByRole('button', { name: 'Stop' }).click();
    await shows(page, 'Stopped');
    expect(await page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))).toBe(false);
  });

  it('records a test, and plays it as listeners would hear it, without sending anything', async () => {
    const { connections } = server.stats();
    await page.getByRole('button', { name: 'Record a test' }).click();
    await page.getByText('Recording, 0:08 left').waitFor();
    await page.getByRole('button', { name: 'That is enough' }).click();
    const heard = page.getByRole('figure').filter({ hasText: 'What listeners will hear: Standard' });
    await heard.waitFor();
    const [seconds, original] = await page.evaluate(async () => {
      const sounds = [...document.querySelectorAll('figure audio')] as HTMLAudioElement[];
      return Promise.all(
        sounds.map(async ({ src }) => {
          const bytes = await (await fetch(src)).arrayBuffer();
          return (await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes)).duration;
        }),
      );
    });
    expect(seconds).toBeGreaterThan(1);
    expect(Math.abs(seconds! - original!)).toBeLessThan(0.5);
    expect(server.stats().connections).toBe(connections);
    expect(
      await page.evaluate(() => (globalThis as unknown as Inspected).streams.at(-1)!.getAudioTracks()[0]!.readyState),
    ).toBe('ended');
  });

  it('sends files one after another under their titles, leaves out what is no sound, and tells when they have ended', async () => {
    await page.getByRole('radio', { name: 'Files' }).check();
    await page.getByRole('button', { name: 'Broadcast' }).click();
    await page.getByRole('alert').filter({ hasText: 'Add at least one file' }).waitFor();
    await page.locator('#files').setInputFiles([
      { name: 'broken.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('no sound at all') },
      { name: 'Ella Vane - Lanterns.wav', mimeType: 'audio/wav', buffer: tone(6) },
      { name: 'Low water.wav', mimeType: 'audio/wav', buffer: tone(2) },
    ]);
    await page.getByRole('button', { name: 'Broadcast' }).click();
    await shows(page, 'On air');
    await page.getByText('“broken.mp3” has no sound').waitFor();
    const title = (): unknown => server.stats().channels.find(({ channel }) => channel === 'studio')?.metadata;
    await eventually(title).toEqual({ artist: 'Ella Vane', title: 'Lanterns' });
    expect(await loudest()).toBeGreaterThan(0.1);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await loudest()).toBeLessThan(1e-4);
    await page.getByRole('button', { name: 'Next file' }).click();
    await eventually(title).toEqual({ title: 'Low water' });
    await page.getByText('The playlist has ended.').waitFor();
    await shows(page, 'On air');
    await page.getByRole('button', { name: 'Stop' }).click();
    await shows(page, 'Stopped');
  });
});
