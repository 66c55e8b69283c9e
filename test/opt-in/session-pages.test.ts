import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { launch, skipReason, type TestBrowser } from '../browser/chromium.js';
import { type Cli, RATE } from '../support/live-rig.js';
import { missingForNetworks, SessionNetwork } from '../support/session-network.js';
import { quantiles, silences, skews } from '../support/session-recording.js';
import { reportSkews } from '../support/session-report.js';

/**
 * LATENTCAST_SESSION_PAGES=600 npx vitest run --project main test/opt-in/session-pages.test.ts
 *
 * Three processes of `latentcast session` and two pages in headless Chromium, each in a network namespace: 40 ± 5 ms each
 * way, 5 % loss, the processes' clocks up to 100 ppm off. What each plays is recorded at its sink. The number is the length
 * in seconds. A picture of the skew over time is written to LATENTCAST_SESSION_OUT, or the folder for temporary files.
 */
const SECONDS = Number(process.env.LATENTCAST_SESSION_PAGES ?? 0);
const NODES = 3;
const PAGES = 2;
const missing = skipReason || missingForNetworks();
if (SECONDS && missing) console.log(`skipped: ${missing}`);

type Figures = readonly { readonly name: string; readonly report: { readonly isPlaying: boolean } | null }[];
/** Of a peer; a page's `device` is null before it has played. */
interface PlayoutFigures {
  readonly playout: { readonly hardSteps: number };
  readonly device: { readonly underruns: number } | null;
}
interface Inspected {
  latentcast: { played?: { stats(): PlayoutFigures } };
}
const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const statsOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as Inspected).latentcast.played?.stats() ?? null);

it.skipIf(!SECONDS || missing)(
  `${NODES} processes and ${PAGES} pages in networks of their own play in sync for ${SECONDS} s`,
  { timeout: (2 * SECONDS + 240) * 1000 },
  async () => {
    const peers = NODES + PAGES;
    const network = await SessionNetwork.start({ peers });
    const browsers: TestBrowser[] = [];
    try {
      await network.startRelay();
      const programme = await network.programme(SECONDS + 120);
      const host = network.session(0, ['create', programme, '--relay', network.relayUrl], 100);
      await host.until('the link', () => host.last('link') !== undefined);
      const link = host.last<string>('link');
      const guests = [-100, 60].map((ppm, i) => network.session(i + 1, ['join', link], ppm));
      const pages: Page[] = [];
      const origin = `--unsafely-treat-insecure-origin-as-secure=${new URL(link).origin}`;
      for (let i = NODES; i < peers; i++) {
        const env = await network.browserEnvironment(i);
        const browser = await launch({ isAudible: true, env, args: [origin] });
        browsers.push(browser);
        const page = await browser.open(link);
        pages.push(page);
        await page.getByLabel('Your name').fill(`peer${i}`);
        await page.getByRole('button', { name: 'Join' }).press('Enter');
      }
      const playing = (cli: Cli): number =>
        (cli.last<Figures>('peers') ?? []).filter(({ report }) => report?.isPlaying).length;
      for (const cli of [host, ...guests]) await cli.until('all play', () => playing(cli) >= peers);
      await wait(10);
      const figuresNow = async (): Promise<(PlayoutFigures | null | undefined)[]> => [
        ...[host, ...guests].map((cli) => cli.lines.at(-1) as unknown as PlayoutFigures),
        ...(await Promise.all(pages.map(statsOf))),
      ];
      const before = await figuresNow();
      const recorder = network.record();
      await wait(SECONDS);
      const sides = await recorder.stop();
      const after = await figuresNow();
      const load = loadavg().map((value) => value.toFixed(1));
      const records = sides.map((side, i) => ({
        name: i < NODES ? `peer${i}` : `page${i}`,
        skews: skews(sides[0]!, side, RATE),
        silences: silences(side, RATE),
        hardSteps: (after[i]?.playout.hardSteps ?? 0) - (before[i]?.playout.hardSteps ?? 0),
        underruns: (after[i]?.device?.underruns ?? 0) - (before[i]?.device?.underruns ?? 0),
      }));
      reportSkews('session-pages', `${NODES} processes and ${PAGES} pages, ${SECONDS} s, load ${load}`, records);
      for (const [i, { name, silences }] of records.entries())
        console.log(`${name}: silences ${JSON.stringify(silences)};`, JSON.stringify(after[i]));
      const figures = records.map((record) => quantiles(record.skews));
      for (const { p50, p99 } of figures) {
        expect(p50).toBeLessThan(5);
        expect(p99).toBeLessThan(20);
      }
    } finally {
      for (const browser of browsers) await browser.close();
      await network.stop();
    }
  },
);
