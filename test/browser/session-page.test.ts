import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skipReason, titled } from './chromium.js';
import { eventually, shows } from './page.js';
import { type Inspected, melody, NODE_RATE, wav } from './session-rig.js';
import {
  type Added,
  isInSync,
  linkOf,
  positionMs,
  type SessionScene,
  skew,
  startSessionScene,
} from './session-scene.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(skipReason)(titled('the page of a listening session in Chromium'), () => {
  let scene: SessionScene;

  beforeAll(async () => {
    scene = await startSessionScene();
  });
  afterAll(() => scene?.close());

  it('plays what a Node host plays, each sample at its moment, and shows who takes part', async () => {
    await shows(scene.ben, 'Playing');
    const { ms, likeness } = await skew(scene.ben, scene.anna);
    expect(likeness).toBeGreaterThan(0.8);
    expect(Math.abs(ms)).toBeLessThan(10);
    const row = scene.ben.getByRole('listitem').filter({ hasText: 'Anna' });
    await row.getByText('in sync').waitFor();
    await row.getByText(/lost 0\.0 % · direct/).waitFor();
    await scene.ben
      .getByRole('listitem')
      .filter({ hasText: 'Ben' })
      .getByText(/off by [+−]\d\.\d ms ± \d/)
      .waitFor();
    // Only the host may control this session.
    expect(await scene.ben.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);

    await row.getByText('Safety number').click();
    const { peerId } = [...scene.anna.session.peers.values()][0]!;
    const number = await scene.anna.session.safetyNumber(peerId);
    await eventually(async () => (await row.locator('.safety span').allTextContents()).join(' ')).toBe(number);

    const link = await linkOf(scene.ben);
    expect(link).toBe(scene.anna.session.link);
    await scene.ben.getByRole('button', { name: 'Copy' }).click();
    await scene.ben.getByText('The link is copied.').waitFor();
    expect(await scene.ben.evaluate(() => navigator.clipboard.readText())).toBe(link);
    expect(await scan(scene.ben)).toBe(link);
    await scene.ben.getByRole('button', { name: 'Share' }).click();
    expect(await scene.ben.evaluate(() => (globalThis as unknown as Added).shared)).toEqual([
      { title: 'Listening session', text: 'Listen with me', url: link },
    ]);

    await scene.ben.getByLabel('Offset in ms').fill('35');
    await scene.ben.getByLabel('Offset in ms').press('Enter');
    await scene.ben.getByRole('button', { name: '5 ms more' }).press('Space');
    await eventually(() => scene.ben.evaluate(() => localStorage.getItem('latentcast-device-offsets'))).toBe(
      '{"default":40}',
    );
    expect(await scene.ben.evaluate(() => (globalThis as unknown as Inspected).latentcast.played!.extraLatencyMs)).toBe(
      40,
    );
    // Other pages of this browser would play by it, too.
    await scene.ben.evaluate(() => localStorage.clear());
  });

  it('has no accessibility fault that axe finds inside or outside, and fits 375 and 1440 px, light and dark', async ({
    onTestFinished,
  }) => {
    const scope = scene.scope(onTestFinished);
    await shows(scene.ben, 'Playing');
    const outside = await scope.visit(`${scene.rig.base}/#session`);
    await outside.getByRole('heading', { name: 'Host a session' }).waitFor();
    const axe = await readFile(AXE, 'utf8');
    for (const [scheme, width] of [
      ['light', 1440],
      ['dark', 375],
    ] as const)
      for (const [name, page] of [
        ['inside', scene.ben],
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

  it('hosts files that another page and a Node peer play, pauses, seeks, goes on to the next, and is back after a reload', async ({
    onTestFinished,
  }) => {
    const scope = scene.scope(onTestFinished);
    const page = await scope.visit(`${scene.rig.base}/#session`);
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
    const files = [file('First song.wav', melody(90)), file('Second.wav', melody(30))];
    await form.locator('input[type=file]').setInputFiles(files);
    await form.getByRole('radio', { name: /^High\b/ }).press('Space');
    await form.getByRole('radio', { name: 'Everybody' }).press('Space');
    await form.getByRole('button', { name: 'Start the session' }).press('Enter');
    // This relay lets only those create sessions who have a key.
    await page.getByRole('alert').filter({ hasText: 'If you have a key or token, enter it below.' }).waitFor();
    await page.getByLabel('Key or token').fill(scene.rig.token);
    await page.getByRole('button', { name: 'Try with it' }).press('Enter');
    await shows(page, 'Playing');
    const link = await linkOf(page);
    expect(page.url()).toBe(link);
    const peer = await scope.nodePeer(link, 'Ben');
    const second = await scope.join(link, 'Dora');
    await second.getByText('First song').waitFor();
    for (const { likeness, ms } of await Promise.all([skew(second, peer), skew(page, peer)])) {
      expect(likeness).toBeGreaterThan(0.8);
      expect(Math.abs(ms)).toBeLessThan(10);
    }
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
    // It comes next before it is heard.
    await second.locator('.now', { hasText: 'Second' }).waitFor();
    const heardMs = async (): Promise<number> => (await positionMs(second)) ?? 0;
    await eventually(async () => (await heardMs()) > 1000 && (await heardMs()) < 30_000).toBe(true);
    await eventually(() => isInSync(second)).toBe(true);

    await page.reload();
    await shows(second, 'The host is away');
    const again = page.locator('form', { hasText: 'You have hosted this session' });
    await again.locator('input[type=file]').setInputFiles(files);
    await again.getByRole('button', { name: 'Host again' }).press('Enter');
    await shows(second, 'Playing');
    expect(await linkOf(page)).toBe(link);
    const { state } = peer.play.control;
    expect(state!.track!.title).toBe('Second');
    expect(state!.track!.positionMs).toBeGreaterThan(1000);
    await eventually(async () => (await heardMs()) > state!.track!.positionMs).toBe(true);
    await page.getByRole('button', { name: 'Leave' }).click();
    await shows(page, 'Not in a session');
    await second.getByText('Clara has left.').waitFor();
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
