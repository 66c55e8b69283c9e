import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSession } from '../../src/node/session/open-session.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually, shows } from './page.js';
import {
  bestShift,
  melody,
  NODE_RATE,
  NodeListener,
  record,
  recorded,
  resample,
  type SessionRig,
  startSessionRig,
  track,
} from './session-rig.js';

describe.skipIf(skipReason)(titled('the page of a listening session in Chromium'), () => {
  let rig: SessionRig;
  let browser: TestBrowser;

  beforeAll(async () => {
    rig = await startSessionRig();
    browser = await launch({ args: ['--allow-loopback-in-peer-connection'] });
  });
  afterAll(async () => {
    await browser?.close();
    await rig?.close();
  });

  const join = async (link: string, name: string): Promise<Page> => {
    const page = await browser.open(link);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Join' }).click();
    return page;
  };

  it('plays what a Node host plays, each sample at its moment', async () => {
    const host = new NodeListener(await createSession(rig.relay.url, { name: 'Anna' }), rig.model);
    host.play.host({ tracks: [track('Melody', melody(60))], epoch: 1, planes: 8 });
    const page = await join(host.session.link, 'Ben');
    await shows(page, 'Playing');
    await record(page);
    await eventually(() =>
      page.evaluate(() => {
        const { played } = (
          globalThis as never as {
            latentcast: { played: { stats(): { playout: { isPlaying: boolean; errorMs: number } } } };
          }
        ).latentcast;
        const { isPlaying, errorMs } = played.stats().playout;
        return isPlaying && Math.abs(errorMs) < 3;
      }),
    ).toBe(true);
    await page.waitForTimeout(3000);
    const { pcm, rateHz, atMs } = await recorded(page, 2);
    const heard = resample(pcm, rateHz, NODE_RATE);
    const { shift, likeness } = bestShift(host.at(atMs, heard.length), heard, 400);
    expect(likeness).toBeGreaterThan(0.8);
    expect(Math.abs(shift / NODE_RATE) * 1000).toBeLessThan(20);
    await page.close();
    await host.close();
  }, 120_000);
});
