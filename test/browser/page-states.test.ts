import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateStaticKey, hashStaticKey } from '../../src/node/relay/access/key-hash.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { BROADCASTER, LISTENER, type PageState, RECORDED, RECORDINGS, SESSION } from './page-states.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/**
 * LATENTCAST_PAGE_STATES=1 npx vitest run test/browser/page-states.test.ts
 *
 * With the name of a folder in place of 1 each state and look is written there as a picture.
 */
const WANTED = process.env.LATENTCAST_PAGE_STATES;
const PICTURES = WANTED === '1' ? undefined : WANTED;

/**
 * Light and dark, wide and narrow. Each state is looked at in two of them in the one language and in the other two in the
 * other, the first time with all rules of axe, the second time for its colours: width and colours change no element.
 */
const LOOKS = [
  [
    { colorScheme: 'light', width: 1440 },
    { colorScheme: 'dark', width: 375 },
  ],
  [
    { colorScheme: 'dark', width: 1440 },
    { colorScheme: 'light', width: 375 },
  ],
] as const;
const LANGUAGES = ['en', 'de'] as const;

const TOTALS = {
  version: '1.2.3',
  nowMs: 660_000,
  uptimeSeconds: 100_000,
  residentBytes: 123_456_789,
  refused: 3,
  closed: 4,
  sources: 1,
  listeners: 1234,
  history: { intervalMs: 60_000, samples: [0, 5, 10].map((listeners, i) => ({ atMs: 60_000 * i, listeners })) },
};
const CHANNELS = ['a-channel-with-a-rather-long-name-for-a-narrow-screen-0123456789', 'quiet'].map((name, i) => ({
  channel: name,
  isLive: i === 0,
  hasEnded: i === 1,
  isMuted: i === 0,
  isRecording: i === 0,
  metadata: i === 0 ? { station: 'Donaudampfschifffahrtsgesellschaft', title: 'x'.repeat(80) } : null,
  listeners: 1234,
  maxLagMs: 2500,
  thinnedListeners: 1,
  skippedListeners: 1,
  sourcePayloadKbps: 1.38,
  sourceWireKbps: 2.1,
  staleMessages: 0,
}));
const BANS = [
  { id: 'address:203.0.113.0/24', reason: 'too loud', expiresAt: '2026-12-01T10:00:00.000Z' },
  { id: 'address:2001:db8::/48', reason: '', expiresAt: null },
];
const EVENTS = [
  { event: 'source.on', subject: 'a subject with a long name', address: '2001:db8:85a3:8d3:1319:8a2e:370:7348' },
  { event: 'administered', operation: 'kick', reason: 'x'.repeat(80), status: 200 },
  { event: 'recording.failed', message: 'ENOSPC: no space left on device, write' },
].map((event, i) => ({
  id: `e${i}`,
  channel: CHANNELS[0]!.channel,
  atMs: TOTALS.nowMs - 60_000 * i,
  lastMs: TOTALS.nowMs - 60_000 * i,
  count: 1 + i,
  ...event,
}));

/** What the administration answers, by the end of the path. */
const ADMIN: Readonly<Record<string, unknown>> = {
  stats: TOTALS,
  channels: { channels: CHANNELS },
  bans: { bans: BANS },
  events: { events: EVENTS },
  watch: {
    revision: '1',
    nowMs: TOTALS.nowMs,
    events: EVENTS.length,
    isWhole: true,
    channels: CHANNELS,
    gone: [],
    figures: [],
    totals: TOTALS,
    bans: BANS,
    nodes: null,
  },
  connections: {
    connections: [
      { id: 1, role: 'source', address: '203.0.113.1', connectedMs: 5000, listener: null },
      {
        id: 2,
        role: 'listener',
        address: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
        subject: 'a subject with a long name',
        connectedMs: 5e6,
        listener: { state: 'thinned', lagMs: 2500, planes: 2 },
      },
    ],
    next: 3,
  },
};

describe.skipIf(!WANTED || skipReason)(titled('every state of the pages in Chromium'), () => {
  let dir = '';
  let server: RelayServer;
  let browser: TestBrowser;
  let base = '';
  let axe = '';

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-states-'));
    await cp(TINY, join(dir, 'default'), { recursive: true });
    server = await startRelayServer({
      port: 0,
      graceMs: 200,
      site: { modelDirs: [dir] },
      operations: { admin: {} },
      access: {
        anonymous: { publish: ['*'], listen: ['*'] },
        keys: [
          { name: 'operator', hash: hashStaticKey(generateStaticKey()), publish: ['*'], listen: ['*'], admin: true },
        ],
      },
    });
    base = `http://127.0.0.1:${server.port}`;
    browser = await launch({ args: ['--deny-permission-prompts'] });
    // States stand still: what moves has moved.
    await browser.context.addInitScript(() => {
      document.addEventListener('DOMContentLoaded', () => {
        document.head.append(
          Object.assign(document.createElement('style'), {
            textContent: '*, *::before, *::after { transition: none !important; animation: none !important; }',
          }),
        );
      });
    });
    axe = await readFile(AXE, 'utf8');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (dir) await rm(dir, { recursive: true });
  });

  /** What is wrong in the page as it is: faults that axe finds, and what does not fit into the width. */
  const faults = (page: Page, rules: 'all' | 'colours'): Promise<string[]> =>
    page.evaluate(async (wanted) => {
      const { axe } = globalThis as never as {
        axe: {
          run(at: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
        };
      };
      const { violations } = await axe.run(document, {
        resultTypes: ['violations'],
        ...(wanted === 'colours' && { runOnly: ['color-contrast'] }),
      });
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      const { scrollWidth } = document.documentElement;
      if (scrollWidth > innerWidth) {
        const wide = [...document.querySelectorAll('main *')].filter(
          (x) => x.getBoundingClientRect().right > innerWidth,
        );
        found.push(`wider by ${scrollWidth - innerWidth} px: ${wide.slice(-1).map((x) => x.outerHTML.slice(0, 200))}`);
      }
      return found;
    }, rules);

  /** Opens a page in a language, with a relay that has recordings and answers the operator. */
  async function open(path: string, language: (typeof LANGUAGES)[number]): Promise<Page> {
    const page = await browser.context.newPage();
    await page.addInitScript((tag) => {
      Object.defineProperty(navigator, 'languages', { get: () => [tag] });
    }, language);
    await page.route('**/channels/*/recordings', (route) => route.fulfill({ json: { recordings: RECORDINGS } }));
    await page.route('**/admin/**', (route) => {
      const last = new URL(route.request().url()).pathname.split('/').at(-1)!;
      return route.fulfill({ json: ADMIN[last] ?? {} });
    });
    await page.goto(base + path);
    await page.locator('h1').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await page.evaluate(axe);
    return page;
  }

  async function enter(page: Page, { events = [], recordingEvents = [], act }: PageState): Promise<void> {
    await page.evaluate(
      ([forStore, forRecordings]) => {
        interface Inspected {
          latentcast: Record<'store' | 'recordings', { dispatch(event: object): void }>;
        }
        const { latentcast } = globalThis as unknown as Inspected;
        for (const event of forStore) latentcast.store.dispatch(event);
        for (const event of forRecordings) latentcast.recordings.dispatch(event);
      },
      [events, recordingEvents] as const,
    );
    await act?.(page);
  }

  /** Looks at a page in all of its states, in both languages at the same time. */
  async function look(
    path: string,
    name: string,
    states: readonly PageState[],
    ready?: (page: Page) => Promise<unknown>,
  ) {
    const lookIn = async (language: (typeof LANGUAGES)[number]): Promise<string[]> => {
      const page = await open(path, language);
      await ready?.(page);
      const found: string[] = [];
      for (const [i, state] of states.entries()) {
        await enter(page, state);
        const looks = LOOKS[(i + LANGUAGES.indexOf(language)) % 2]!;
        for (const [place, { colorScheme, width }] of (i % 4 < 2 ? looks : [...looks].reverse()).entries()) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 900 });
          const what = `${name}, ${state.name}, ${language}, ${colorScheme}, ${width} px`;
          found.push(...(await faults(page, place === 0 ? 'all' : 'colours')).map((fault) => `${what}: ${fault}`));
          if (PICTURES)
            await page.screenshot({ path: join(PICTURES, `${what.replace(/[^\w]+/g, '-')}.png`), fullPage: true });
        }
      }
      await page.close();
      return found;
    };
    expect((await Promise.all(LANGUAGES.map(lookIn))).flat()).toEqual([]);
  }

  const here: PageState = { name: 'as it is' };

  it('the list of channels, and a wrong name', async () => {
    await look('/#/', 'channels', [here, { name: 'wrong name', act: (page) => page.goto(`${base}/#/wrong name!`) }]);
  });

  it('a channel, and its recordings', async () => {
    const hasRecordings = (page: Page) => page.locator('.recording').first().waitFor();
    await look('/#/radio', 'listen', [...LISTENER, ...RECORDED], hasRecordings);
  });

  it('an embedded player', async () => {
    await look('/embed/radio', 'embed', [here]);
  });

  it('broadcasting', async () => {
    await look('/#broadcast', 'broadcast', BROADCASTER, (page) => page.locator('.studio').waitFor());
  });

  it('a listening session', async () => {
    await look('/#session', 'session', SESSION, (page) => page.locator('.entrance').waitFor());
  });

  it('the operator’s page, with its questions', async () => {
    const question = (name: string, selector: string): PageState => ({
      name,
      act: async (page) => {
        await page.keyboard.press('Escape');
        await page.locator(selector).first().click();
        await page.locator('dialog').waitFor();
      },
    });
    const actions = '.channel .actions > button';
    await look('/status', 'status', [
      { name: 'sign in', act: (page) => page.locator('.sign-in').waitFor() },
      {
        name: 'channels, connections and bans',
        act: async (page) => {
          await page.locator('input[type=password]').fill('key');
          await page.keyboard.press('Enter');
          await page.locator(`${actions}[aria-expanded]`).first().click();
          await page.locator('.people .danger').first().waitFor();
        },
      },
      question('mute', `${actions}:nth-child(1)`),
      question('title', `${actions}:nth-child(2)`),
      question('record', `${actions}:nth-child(3)`),
      question('move', `${actions}:nth-child(4)`),
      question('close', '.people .danger'),
      question('ban', '.section button'),
      question('reload', '.headline .actions button'),
    ]);
  });
});
