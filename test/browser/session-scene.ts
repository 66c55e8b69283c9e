import type { Page } from 'playwright-core';
import { createSession, joinSession } from '../../src/node/session/open-session.js';
import { launch, type TestBrowser } from './chromium.js';
import { eventually } from './page.js';
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
  track,
  wav,
} from './session-rig.js';

/** Pitch of what the microphone hears. */
export const BEEP_HZ = 700;
/** Title of a tab whose sound the browser's dialog shares. */
export const TONE_TAB = 'A tone to capture';

/** What is put into every page before its own scripts. */
export interface Added {
  /** Streams that the browser has given the page: of a microphone or a tab. */
  given: MediaStream[];
  /** What was shared with another program. */
  shared: ShareData[];
  /** What has moved without an input shortly before: how much, and which elements. */
  shifts: { value: number; what: string }[];
}

/** One entry of Chromium's `layout-shift`, which TypeScript's library lacks. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: Node | null }[];
}

/** All of it since the last call, and what has moved. */
export async function takeShifts(page: Page): Promise<{ sum: number; what: string }> {
  const shifts = await page.evaluate(async () => {
    // What is drawn by now has been reported after the next frame.
    await new Promise((resolve) => setTimeout(resolve, 100));
    return (globalThis as unknown as Added).shifts.splice(0);
  });
  return {
    sum: shifts.reduce((sum, { value }) => sum + value, 0),
    what: shifts.map(({ value, what }) => `${value.toFixed(3)} ${what}`).join('\n'),
  };
}

/** What one test has opened; closed when it is done. */
export interface Scope {
  visit(url: string): Promise<Page>;
  join(link: string, name: string): Promise<Page>;
  nodePeer(link: string, name: string): Promise<NodeListener>;
  keep(closable: { close(): Promise<unknown> }): void;
}

/**
 * One session of a Node host, and one page that takes part in it, for all tests of a file: most of their time would pass
 * until each had its own. The model has a few kilobytes: what is tested is the session, on a machine of any speed.
 */
export interface SessionScene {
  readonly rig: SessionRig;
  readonly browser: TestBrowser;
  /** The host, which plays a loud track and a quiet one. */
  readonly anna: NodeListener;
  /** A page that has joined. */
  readonly ben: Page;
  scope(onFinished: (close: () => Promise<void>) => void): Scope;
  close(): Promise<void>;
}

/** @param maxPeersPerRoom few, so that a test can fill the session */
export async function startSessionScene(maxPeersPerRoom = 4): Promise<SessionScene> {
  const rig = await startSessionRig({ maxPeersPerRoom });
  const browser = await launch({
    isAudible: true,
    microphone: await rig.file('voice.wav', wav(beeps(4, BEEP_HZ, 48_000), 48_000)),
    args: ['--allow-loopback-in-peer-connection', `--auto-select-tab-capture-source-by-title=${TONE_TAB}`],
  });
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: rig.base });
  await browser.context.addInitScript(() => {
    const added: Added = { given: [], shared: [], shifts: [] };
    Object.assign(globalThis, added);
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as LayoutShift[])
        if (!hadRecentInput)
          added.shifts.push({
            value,
            what: sources.map(({ node }) => (node as HTMLElement | null)?.outerHTML?.slice(0, 80)).join(' | '),
          });
    }).observe({ type: 'layout-shift', buffered: true });
    const { mediaDevices } = navigator;
    // The empty page that a tab begins with has none.
    if (!mediaDevices) return;
    for (const name of ['getUserMedia', 'getDisplayMedia'] as const) {
      const ask = mediaDevices[name].bind(mediaDevices);
      mediaDevices[name] = async (options) => {
        const stream = await ask(options);
        added.given.push(stream);
        return stream;
      };
    }
    // Chromium without a screen shares with no program.
    navigator.share = async (data) => void added.shared.push(data!);
  });
  const anna = new NodeListener(await createSession(rig.relay.url, { name: 'Anna', token: rig.token }), rig.model);
  const quiet = melody(400).map((x) => x / 4);
  anna.play.host({ tracks: [track('Melody', melody(400)), track('Quiet', quiet)], epoch: 1, planes: 8 });
  const ben = await browser.open(anna.session.link);
  await enter(ben, 'Ben');
  return {
    rig,
    browser,
    anna,
    ben,
    scope(onFinished) {
      const open: { close(): Promise<unknown> }[] = [];
      onFinished(async () => {
        for (const each of open) await each.close();
      });
      const visit = async (url: string): Promise<Page> => {
        const page = await browser.open(url);
        open.push(page);
        return page;
      };
      return {
        visit,
        async join(link, name) {
          const page = await visit(link);
          await enter(page, name);
          return page;
        },
        async nodePeer(link, name) {
          const peer = new NodeListener(await joinSession(link, { name }), rig.model);
          open.push(peer);
          return peer;
        },
        keep: (closable) => void open.push(closable),
      };
    },
    async close() {
      await anna.close();
      await browser.close();
      await rig.close();
    },
  };
}

/** Joins by the link that the page was opened with. */
export async function enter(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Join' }).press('Enter');
}

/** The invitation as the page shows it. */
export const linkOf = (page: Page): Promise<string> => page.getByRole('textbox', { name: 'Link' }).inputValue();

export const isInSync = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { isPlaying, errorMs } = (globalThis as unknown as Inspected).latentcast.played!.stats().playout;
    return isPlaying && Math.abs(errorMs) < 3;
  });

export const positionMs = (page: Page): Promise<number | null> =>
  page.evaluate(() => (globalThis as unknown as Inspected).latentcast.played!.nowPlaying()?.positionMs ?? null);

/** Resolves with the name and the reason of the next peer that leaves. */
export const leftOf = (listener: NodeListener): Promise<string> =>
  new Promise((resolve) => {
    const stop = listener.session.on('left', ({ peer, reason }) => {
      stop();
      resolve(`${peer.name} ${reason}`);
    });
  });

/** Counts of what was missing in the sound of both so far, frames that were decoded too late among it. */
async function gapsOf(page: Page, { play }: NodeListener): Promise<string> {
  const ofPage = await page.evaluate(() => {
    const played = (globalThis as unknown as Inspected).latentcast.played!;
    const { playout, device } = played.stats();
    return [playout.missingMs, device?.underruns, played.play.receiver?.stats.jitter.lost];
  });
  return [...ofPage, play.playout.stats.missingMs, play.receiver?.stats.jitter.lost].join(' ');
}

/** By how much the page plays another moment than a Node peer, in ms, and how alike both are. */
export async function skew(page: Page, node: NodeListener): Promise<{ ms: number; likeness: number }> {
  await eventually(() => isInSync(page)).toBe(true);
  await record(page);
  // On a machine with too much to do a device runs dry, and is late for a moment: what is compared has no such moment.
  await eventually(async () => {
    const before = await gapsOf(page, node);
    await page.evaluate(() => {
      (globalThis as unknown as { recorded: unknown[] }).recorded.length = 0;
    });
    await page.waitForFunction(() => (globalThis as unknown as { recorded: unknown[] }).recorded.length > 430);
    return (await gapsOf(page, node)) === before;
  }).toBe(true);
  const { pcm, rateHz, atMs } = await recorded(page, 1.2);
  const heard = resample(pcm, rateHz, NODE_RATE);
  await eventually(() => node.at(atMs, heard.length).length).toBe(heard.length);
  const { shift, likeness } = bestShift(node.at(atMs, heard.length), heard, 400);
  return { ms: (shift / NODE_RATE) * 1000, likeness };
}
