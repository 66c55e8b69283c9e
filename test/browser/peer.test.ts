import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type * as Peer from '../../src/browser/peer.js';
import { openNodePeer } from '../../src/node/peer/node-peer.js';
import type { LossyCloseEvent } from '../../src/ports/lossy-link.js';
import type { DataChannelLink } from '../../src/transports/datachannel/data-channel-link.js';
import type { PeerSignal } from '../../src/transports/datachannel/peer-signal.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';

interface Globals {
  peer: typeof Peer;
  link: DataChannelLink;
  toNode(signal: PeerSignal): void;
  seen: number[][];
}

describe.skipIf(skipReason)(titled('a page and a Node process as peers'), () => {
  let browser: TestBrowser;
  let script = '';
  let page: Page | undefined;
  let link: DataChannelLink | undefined;
  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('../../src/browser/peer.ts', import.meta.url))],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'peer',
      target: 'es2022',
    });
    script = outputFiles[0]!.text;
    browser = await launch({ args: ['--allow-loopback-in-peer-connection'] });
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    link?.close();
    await page?.close();
  });

  async function connect(role: 'offerer' | 'answerer', onClose: (event: LossyCloseEvent) => void = () => {}) {
    const opened = await browser.open('about:blank');
    page = opened;
    const early: PeerSignal[] = [];
    let node: DataChannelLink | undefined;
    await opened.exposeFunction('toNode', (signal: PeerSignal) => (node ? node.signal(signal) : early.push(signal)));
    await opened.addScriptTag({ content: script });
    await opened.evaluate((pageRole) => {
      const own = globalThis as unknown as Globals;
      own.seen = [];
      own.link = own.peer.openBrowserPeer({ role: pageRole, onSignal: (signal) => own.toNode(signal) });
    }, role);
    node = await openNodePeer(
      {
        role: role === 'offerer' ? 'answerer' : 'offerer',
        onClose,
        onSignal: (signal) =>
          void opened
            .evaluate((value) => (globalThis as unknown as Globals).link.signal(value), signal)
            .catch(() => {}),
      },
      { bindAddress: '127.0.0.1' },
    );
    link = node;
    for (const signal of early) node.signal(signal);
    const channels = await node.ready;
    await opened.evaluate(async () => {
      const own = globalThis as unknown as Globals;
      const { media, control } = await own.link.ready;
      media.setHandlers({ onMessage: (message) => void own.seen.push([0, ...message]) });
      control.setHandlers({ onMessage: (message) => void own.seen.push([1, ...message]) });
    });
    return { page: opened, node, channels };
  }

  it.each(['offerer', 'answerer'] as const)(
    'connect with the page as %s, and both channels carry messages both ways',
    async (role) => {
      const { page: opened, node, channels } = await connect(role);
      const seen: number[][] = [];
      const all = new Promise<void>((resolve) => {
        const take = (channel: number) => ({
          onMessage: (message: Uint8Array) => {
            seen.push([channel, ...message]);
            if (seen.length === 2) resolve();
          },
        });
        channels.media.setHandlers(take(0));
        channels.control.setHandlers(take(1));
      });
      channels.media.send(Uint8Array.of(7, 0, 8));
      channels.control.send(Uint8Array.of(9));
      await opened.waitForFunction(() => (globalThis as unknown as Globals).seen.length === 2);
      expect((await opened.evaluate(() => (globalThis as unknown as Globals).seen)).sort()).toEqual([
        [0, 7, 0, 8],
        [1, 9],
      ]);
      const [own, sizes] = await opened.evaluate(async () => {
        const { link: page_ } = globalThis as unknown as Globals;
        const { media, control } = await page_.ready;
        media.send(Uint8Array.of(1, 2));
        control.send(Uint8Array.of(3));
        return [
          [page_.localFingerprint, page_.remoteFingerprint, await page_.path()] as const,
          media.maxMessageBytes,
        ] as const;
      });
      await all;
      expect(seen.sort()).toEqual([
        [0, 1, 2],
        [1, 3],
      ]);
      expect(own.slice(0, 2)).toEqual([node.remoteFingerprint, node.localFingerprint]);
      expect(own[0]).toMatch(/^sha-256 (?:[\dA-F]{2}:){31}[\dA-F]{2}$/);
      expect(own[2]).not.toBe(null);
      expect(sizes).toBe(channels.media.maxMessageBytes);
      // A hidden address of the page is no candidate that can be used, and no fault.
      expect(await node.path()).toMatchObject({ localType: 'host' });
    },
  );

  it('a page that is left is noticed at once, not half a minute later', async () => {
    let leftMs = 0;
    let going: Promise<unknown> | undefined;
    const closed = new Promise<LossyCloseEvent>((resolve) => {
      void connect('answerer', resolve).then(({ page: opened }) => {
        leftMs = performance.now();
        going = opened.goto('data:text/html,gone');
      });
    });
    const event = await closed;
    // Its bye, or the end of its connection, whichever comes first.
    expect(event.error).toBeUndefined();
    expect(['', 'the page was left']).toContain(event.reason);
    expect(performance.now() - leftMs).toBeLessThan(20_000);
    // A page that is closed on its way to another one stays open for good.
    await going;
  });
});
