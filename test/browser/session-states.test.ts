import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTool } from '../../src/node/files/tools.js';
import { skipReason, titled } from './chromium.js';
import { eventually, shows } from './page.js';
import { type Inspected, melody, NODE_RATE, record, recorded, toneDb, wav } from './session-rig.js';
import {
  type Added,
  BEEP_HZ,
  enter,
  isInSync,
  leftOf,
  linkOf,
  type SessionScene,
  skew,
  startSessionScene,
  TONE_TAB,
  takeShifts,
} from './session-scene.js';

const FFMPEG = await findTool('ffmpeg');
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TAB_HZ = 500;

describe.skipIf(skipReason)(titled('states of the page of a listening session in Chromium'), () => {
  let scene: SessionScene;

  beforeAll(async () => {
    scene = await startSessionScene();
  });
  afterAll(() => scene?.close());

  it('carries a voice to another page and to a Node peer while the button is held, and lowers the music', async ({
    onTestFinished,
  }) => {
    const scope = scene.scope(onTestFinished);
    await shows(scene.ben, 'Playing');
    const moved: [when: string, shifts: Awaited<ReturnType<typeof takeShifts>>][] = [];
    expect(scene.anna.play.control.command({ action: 'next' })).toBe(true);
    const other = await scope.visit('about:blank');
    await other.setViewportSize({ width: 375, height: 812 });
    await other.goto(scene.anna.session.link);
    await enter(other, 'Clara');
    for (const each of [scene.ben, other]) {
      await each.getByText('Quiet').waitFor();
      await eventually(() => isInSync(each)).toBe(true);
    }
    moved.push(['joining', await takeShifts(other)]);
    await record(other);
    const levels = async (): Promise<{ node: number; page: number }> => {
      const { pcm, rateHz } = await recorded(other, 1);
      return { node: toneDb(scene.anna.pcm.slice(-NODE_RATE), BEEP_HZ, NODE_RATE), page: toneDb(pcm, BEEP_HZ, rateHz) };
    };
    // A page behind another one draws nothing.
    await scene.ben.bringToFront();
    await takeShifts(scene.ben);
    await scene.ben.getByRole('radio', { name: 'Push to talk' }).check();
    const talk = scene.ben.getByRole('button', { name: 'Hold to talk' });
    await other.waitForFunction(() => (globalThis as unknown as { recorded: unknown[] }).recorded.length > 400);
    const before = await levels();
    await talk.focus();
    await scene.ben.keyboard.down('Space');
    await other.getByText('Ben speaks.').waitFor();
    await eventually(async () => {
      const now = await levels();
      return Math.min(now.node - before.node, now.page - before.page);
    }).toBeGreaterThan(15);
    expect(await talk.getAttribute('aria-pressed')).toBe('true');
    expect(await other.evaluate(() => (globalThis as unknown as Inspected).latentcast.played!.duckingDb)).toBeLessThan(
      -6,
    );
    await scene.ben.keyboard.up('Space');
    await eventually(() => other.getByText('Ben speaks.').count()).toBe(0);
    await eventually(async () => (await levels()).page - before.page).toBeLessThan(6);
    await scene.ben.getByRole('radio', { name: 'Open' }).check();
    await other.getByText('Ben speaks.').waitFor();
    await scene.ben.getByRole('radio', { name: 'Off' }).check();
    await eventually(() => other.getByText('Ben speaks.').count()).toBe(0);
    moved.push(['talking', await takeShifts(scene.ben)]);
    const dora = await scope.nodePeer(scene.anna.session.link, 'Dora');
    const row = scene.ben.getByRole('listitem').filter({ hasText: 'Dora' });
    await row.getByText(/lost \d/).waitFor();
    moved.push(['a peer has come', await takeShifts(scene.ben)]);
    await dora.close();
    await row.waitFor({ state: 'hidden' });
    moved.push(['a peer has left', await takeShifts(scene.ben)]);
    for (const [when, { sum, what }] of moved) expect(sum, `${when}: ${what}`).toBeLessThan(0.1);

    // A browser may keep a page that is left, and show it again as it was: it has left the session, and can join again.
    const left = leftOf(scene.anna);
    await other.evaluate(() => void dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    expect(await left).toBe('Clara left');
    await shows(other, 'Not in a session');
    await enter(other, 'Clara');
    await shows(other, 'Playing');
  });

  it('shows titles from tags when they are heard, orders what comes, and removes a person, whom nobody lets in again', async ({
    onTestFinished,
  }) => {
    const scope = scene.scope(onTestFinished);
    const page = await scope.visit(`${scene.rig.base}/#session`);
    await page.evaluate((token) => sessionStorage.setItem('latentcast-token publish session', token), scene.rig.token);
    const form = page.locator('form', { hasText: 'Host a session' });
    await form.getByLabel('Your name').fill('Clara');
    await form.locator('input[type=file]').setInputFiles(await taggedFiles(scene));
    await form.getByRole('button', { name: 'Start the session' }).click();
    await page.getByText('Getting ready').or(page.getByText('Loud by ID3')).first().waitFor();
    await shows(page, 'Playing');
    const link = await linkOf(page);
    const mallory = await scope.nodePeer(link, 'Mallory');
    const ben = await scope.nodePeer(link, 'Ben');
    const dora = await scope.join(link, 'Dora');
    await shows(dora, 'Playing');
    const queueOf = (each: Page): Promise<string[]> => each.locator('.queue bdi:first-child').allTextContents();
    const formats = FFMPEG ? ['Vorbis comment', 'MP4 atom', '<b>Ogg</b>'] : [];
    for (const each of [page, dora]) {
      await each.locator('.now', { hasText: 'Loud by ID3' }).waitFor();
      expect(await each.locator('.artist').textContent()).toBe('The Tagged');
      expect(await queueOf(each)).toEqual([...formats, 'plain', 'last']);
    }
    expect(await dora.locator('.queue button:visible').count()).toBe(0);

    // By mouse and by keyboard; the focus stays with the track, and goes on where it is removed.
    const focused = (): Promise<string | null> =>
      page.evaluate(() => document.activeElement!.getAttribute('aria-label'));
    await page.getByRole('button', { name: 'Move last up' }).click();
    expect(await focused()).toBe('Move last up');
    await page.keyboard.press('Alt+ArrowUp');
    if (FFMPEG) await page.keyboard.press('Alt+ArrowUp');
    const moved = FFMPEG ? ['Vorbis comment', 'last', 'MP4 atom', '<b>Ogg</b>', 'plain'] : ['last', 'plain'];
    await eventually(() => queueOf(dora)).toEqual(moved);
    await page.getByRole('status').filter({ hasText: 'last: now in place' }).waitFor();
    for (const title of moved.filter((one) => one !== 'last' && one !== 'plain')) {
      await page.getByRole('button', { name: `Remove ${title}` }).focus();
      await page.keyboard.press('Enter');
      expect(await focused()).toMatch(/^Remove /);
    }
    await eventually(() => queueOf(dora)).toEqual(['last', 'plain']);
    await axeFinds(page);

    // What is next is named when it is heard.
    await page.getByRole('button', { name: 'Next' }).click();
    await dora.getByText('last: starts in a moment').waitFor();
    expect(await dora.locator('.now').first().textContent()).not.toContain('last');
    await dora.locator('.now', { hasText: 'last' }).first().waitFor();
    const heard = await dora.evaluate(() => {
      const { play } = (globalThis as unknown as Inspected).latentcast.played!;
      const { segments, track } = play.control.state!;
      return { title: track!.title, sinceMs: play.time.nowMs()! - segments.at(-1)!.atMs };
    });
    expect(heard.title).toBe('last');
    expect(heard.sinceMs).toBeGreaterThanOrEqual(0);
    expect(heard.sinceMs).toBeLessThan(3000);

    const ended = new Promise<string>((resolve) => mallory.session.on('ended', ({ message }) => resolve(message)));
    const remove = page.getByRole('button', { name: 'Remove Mallory' });
    await remove.click();
    await page.getByRole('dialog').getByText('Remove Mallory?').waitFor();
    await axeFinds(page);
    await page.keyboard.press('Escape');
    expect(await linkOf(page)).toBe(link);
    await remove.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('status').filter({ hasText: 'Mallory was removed. The session has a new link.' }).waitFor();
    expect(await ended).toMatch(/^the host has removed you/);
    const renewed = await linkOf(page);
    expect(renewed).not.toBe(link);
    await eventually(() => linkOf(dora)).toBe(renewed);
    expect([page.url(), dora.url(), ben.session.link]).toEqual([renewed, renewed, renewed]);
    await eventually(() => dora.getByRole('listitem').filter({ hasText: 'Mallory' }).count()).toBe(0);
    await shows(dora, 'Playing');
    await eventually(() => isInSync(dora)).toBe(true);
    const again = await scope.nodePeer(link, 'Mallory').catch(() => null);
    await eventually(() => ben.session.peers.size).toBe(2);
    expect(again?.session.peers.size ?? 0).toBe(0);
    const emil = await scope.nodePeer(renewed, 'Emil');
    await eventually(() => emil.session.hostId).not.toBeNull();
    await page.getByRole('listitem').filter({ hasText: 'Emil' }).waitFor();

    // The page that is loaded anew is the host by the new link.
    await page.reload();
    await page.getByRole('heading', { name: 'You have hosted this session' }).waitFor();
  });

  it('tells what is wrong: a wrong key, a damaged link, a full session, an insecure page', async ({
    onTestFinished,
  }) => {
    const scope = scene.scope(onTestFinished);
    const { link } = scene.anna.session;
    const alert = (page: Page) => page.getByRole('alert');
    const wrong = await scope.join(
      link.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')),
      'Ben',
    );
    await alert(wrong).filter({ hasText: 'the key at the end of the link is wrong' }).waitFor();
    const damaged = await scope.visit(link.slice(0, -3));
    await alert(damaged).filter({ hasText: 'This link is damaged' }).waitFor();
    for (const name of ['Clara', 'Emil']) await scope.nodePeer(link, name);
    const full = await scope.join(link, 'Dora');
    await alert(full).filter({ hasText: 'the session is full: it has 4 peers' }).waitFor();
    // What is asked for can be tried again.
    expect(await full.getByRole('button', { name: 'Join' }).isVisible()).toBe(true);
    const insecure = await scene.browser.context.newPage();
    scope.keep(insecure);
    await insecure.addInitScript(() => Object.defineProperty(globalThis, 'isSecureContext', { value: false }));
    await insecure.goto(`${scene.rig.base}/#session`);
    await alert(insecure).filter({ hasText: 'Open it over https' }).waitFor();
    expect(await insecure.getByRole('button').count()).toBe(0);
  });

  it('plays in a page as the README’s example does, also where no memory is shared', async ({ onTestFinished }) => {
    const scope = scene.scope(onTestFinished);
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
    const page = await scope.visit(`${scene.rig.base}/healthz`);
    const lines: string[] = [];
    page.on('console', (message) => lines.push(message.text()));
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.evaluate(() => {
      document.body.innerHTML = '<input><button>Join</button>';
    });
    await page.addScriptTag({ type: 'module', content: outputFiles[0]!.text });
    const others = new Set(scene.anna.session.peers.keys());
    await page.getByRole('textbox').fill(scene.anna.session.link);
    await page.getByRole('button').click();
    await eventually(() => lines.includes('Anna has joined')).toBe(true);
    await eventually(() => lines.some((line) => /^playing (Melody|Quiet)$/.test(line))).toBe(true);
    const report = () => scene.anna.play.figures().find(({ peerId, isOwn }) => !isOwn && !others.has(peerId))?.report;
    await eventually(() => report()?.isPlaying).toBe(true);
    expect(Math.abs(report()!.errorMs)).toBeLessThan(100);
  });

  it('plays over the relay where the browser makes no direct connections, says so, and tells the others when it is left', async ({
    onTestFinished,
  }) => {
    const scope = scene.scope(onTestFinished);
    const page = await scene.browser.context.newPage();
    scope.keep(page);
    await page.addInitScript(() => Object.defineProperty(globalThis, 'RTCPeerConnection', { value: undefined }));
    await page.goto(scene.anna.session.link);
    await page.getByText('This browser makes no direct connections').waitFor();
    await enter(page, 'Clara');
    await shows(page, 'Playing');
    await page
      .getByText(/over the relay$/)
      .first()
      .waitFor();
    // Another page plays beside this one on a busy machine: one of four stretches must be whole at both.
    let heard = await skew(page, scene.anna);
    for (let i = 1; i < 4 && heard.likeness <= 0.8; i++) heard = await skew(page, scene.anna);
    expect(heard.likeness, `at ${heard.ms} ms`).toBeGreaterThan(0.8);
    const left = leftOf(scene.anna);
    await page.goto('about:blank');
    expect(await left).toBe('Clara left');
  });

  it('hosts a microphone, and the sound of a tab that the browser’s dialog offers, and lets each go when it is left', async ({
    onTestFinished,
  }) => {
    const scope = scene.scope(onTestFinished);
    const tab = await scope.visit(`${scene.rig.base}/healthz`);
    await tab.evaluate(
      ([title, hz]) => {
        document.title = title;
        document.body.innerHTML = '<button>Play</button>';
        document.querySelector('button')!.onclick = () => {
          const context = new AudioContext();
          const tone = new OscillatorNode(context, { frequency: hz });
          tone.connect(new GainNode(context, { gain: 3 })).connect(context.destination);
          tone.start();
        };
      },
      [TONE_TAB, TAB_HZ] as const,
    );
    await tab.getByRole('button').click();
    const page = await scope.visit(`${scene.rig.base}/#session`);
    await page.evaluate((token) => sessionStorage.setItem('latentcast-token publish session', token), scene.rig.token);
    const form = page.locator('form', { hasText: 'Host a session' });
    await form.getByLabel('Your name').fill('Clara');
    for (const [source, hz, minDb] of [
      ['Microphone', BEEP_HZ, -20],
      ['A tab’s sound', TAB_HZ, -40],
    ] as const) {
      await form.getByRole('radio', { name: source }).check();
      await form.getByRole('button', { name: 'Start the session' }).click();
      await shows(page, 'Playing');
      const peer = await scope.nodePeer(await linkOf(page), 'Ben');
      // What a tab plays comes softer than it was made.
      await eventually(() => toneDb(peer.pcm.slice(-NODE_RATE), hz, NODE_RATE)).toBeGreaterThan(minDb);
      // It is heard as it comes: nothing to seek in.
      expect(await page.getByRole('slider', { name: 'Position' }).count()).toBe(0);
      await page.getByRole('button', { name: 'Leave' }).click();
      await shows(page, 'Not in a session');
      const states = await page.evaluate(() =>
        (globalThis as unknown as Added).given
          .splice(0)
          .flatMap((stream) => stream.getTracks().map((t) => t.readyState)),
      );
      expect(states.length).toBeGreaterThan(0);
      expect(new Set(states)).toEqual(new Set(['ended']));
    }
  });

  it('says so when the operator of the relay ends the session', async () => {
    const call = async (method: string, path: string): Promise<Record<string, unknown>> => {
      const headers = { authorization: `Bearer ${scene.rig.token}`, 'content-type': 'application/json' };
      const body = method === 'POST' ? JSON.stringify({ reason: 'Maintenance.' }) : undefined;
      const answer = await fetch(`${scene.rig.base}/admin/sessions${path}`, { method, headers, ...(body && { body }) });
      return (await answer.json()) as Record<string, unknown>;
    };
    const { sessions } = (await call('GET', '')) as { sessions: { id: string }[] };
    await call('POST', `/${sessions[0]!.id}/end`);
    await scene.ben
      .getByRole('alert')
      .filter({ hasText: 'The operator of the relay has ended the session: Maintenance.' })
      .waitFor();
    await shows(scene.ben, 'Not in the session');
    await scene.ben.close();
  });
});

/** Files with the tags of several formats, and two without. @returns their paths */
async function taggedFiles({ rig }: SessionScene): Promise<string[]> {
  const plain = await rig.file('plain.wav', wav(melody(60), NODE_RATE));
  const last = await rig.file('last.wav', wav(melody(60), NODE_RATE));
  const text = (id: string, value: string): Buffer => {
    const body = Buffer.from(`\u0003${value}`);
    return Buffer.concat([Buffer.from(id), Buffer.from([0, 0, 0, body.length, 0, 0]), body]);
  };
  const frames = Buffer.concat([text('TIT2', 'Loud by ID3\u202e'), text('TPE1', 'The Tagged')]);
  const id3 = Buffer.concat([Buffer.from('ID3\u0003\0\0\0\0\0'), Buffer.from([frames.length]), frames]);
  const chunk = Buffer.concat([Buffer.from('id3 '), Buffer.from([id3.length, 0, 0, 0]), id3]);
  const tagged = Buffer.concat([wav(melody(60), NODE_RATE), chunk]);
  tagged.writeUInt32LE(tagged.length - 8, 4);
  const paths = [await rig.file('a.wav', tagged)];
  if (FFMPEG)
    for (const [name, title] of [
      ['b.flac', 'Vorbis comment'],
      ['c.m4a', 'MP4 atom'],
      ['d.ogg', '<b>Ogg</b>'],
    ] as const) {
      const path = await rig.file(name, new Uint8Array());
      execFileSync(FFMPEG, [
        ...['-v', 'error', '-y', '-i', plain, '-t', '5', '-ar', '48000'],
        ...['-metadata', `title=${title}`, path],
      ]);
      paths.push(path);
    }
  return [...paths, plain, last];
}

/** Fails where axe finds a fault; leaves a picture where SCREENSHOTS names a folder. */
async function axeFinds(page: Page): Promise<void> {
  const { SCREENSHOTS } = process.env;
  for (const [colorScheme, width] of SCREENSHOTS
    ? ([
        ['light', 1440],
        ['dark', 375],
      ] as const)
    : []) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    const isAsked = (await page.getByRole('dialog').count()) > 0;
    const name = isAsked ? 'question' : 'queue';
    await page.screenshot({ path: `${SCREENSHOTS}/${name}-${colorScheme}-${width}.png`, fullPage: !isAsked });
  }
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as never as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
    return (await axe.run()).violations.map(({ id }) => id);
  });
  expect(found).toEqual([]);
}
