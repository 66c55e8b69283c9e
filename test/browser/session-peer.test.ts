import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Sessions from '../../src/browser/session/open-session.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { createSession } from '../../src/node/session/open-session.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually } from './page.js';

interface Globals {
  sessions: typeof Sessions;
  heard: string[];
  session: Awaited<ReturnType<typeof Sessions.joinBrowserSession>>;
}

describe.skipIf(skipReason)(titled('a page in a listening session'), () => {
  let browser: TestBrowser;
  let relay: RelayServer;
  let script = '';
  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('../../src/browser/session/open-session.ts', import.meta.url))],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'sessions',
      target: 'es2022',
    });
    script = outputFiles[0]!.text;
    relay = await startRelayServer({ port: 0, site: false, graceMs: 200 });
    browser = await launch({ args: ['--allow-loopback-in-peer-connection'] });
  });
  afterAll(async () => {
    await browser?.close();
    await relay?.close();
  });

  it('hears a Node host over a direct path, tells it when the page is left, and shows the same safety number', async () => {
    const host = await createSession(relay.url, { name: 'Anna' });
    const page = await browser.open(`http://127.0.0.1:${relay.port}/healthz`);
    await page.addScriptTag({ content: script });
    const pageNumber = page.evaluate(async (link) => {
      const own = globalThis as unknown as Globals;
      own.heard = [];
      own.session = await own.sessions.joinBrowserSession(link, { name: 'Page' });
      own.session.broadcast(0).onMessage((message, from) => own.heard.push(`${from.name} ${message[0]}`));
      await new Promise<void>((resolve) => own.session.on('joined', () => resolve()));
      return own.session.safetyNumber([...own.session.peers.keys()][0]!);
    }, host.link);
    const number = await pageNumber;
    await eventually(() => host.peers.size).toBe(1);
    const peer = [...host.peers.values()][0]!;
    expect(number).toBe(await host.safetyNumber(peer.peerId));
    await eventually(() => peer.path.kind).toBe('direct');
    host.broadcast(0).send(Uint8Array.of(7));
    await eventually(() => page.evaluate(() => (globalThis as unknown as Globals).heard)).toEqual(['Anna 7']);
    const left = new Promise<string>((resolve) => host.on('left', ({ reason }) => resolve(reason)));
    await page.goto('about:blank');
    expect(await left).toBe('left');
    host.close();
    await page.close();
  });

  it('is told on an insecure page that sessions need https', async () => {
    const page = await browser.open('about:blank');
    await page.addScriptTag({ content: script });
    const why = await page.evaluate(() =>
      (globalThis as unknown as Globals).sessions
        .joinBrowserSession(`https://a/#session=${'A'.repeat(22)}`, { name: 'Page' })
        .catch((error: Error) => error.message),
    );
    expect(why).toMatch(/^listening sessions need crypto\.subtle, .*: open the page over https$/);
    await page.close();
  });
});
