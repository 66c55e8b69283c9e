import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { createSession, joinSession } from '../../src/node/session/open-session.js';
import { skipReason } from './chromium.js';
import { shows } from './page.js';
import { bestShift, melody, NODE_RATE, NodeListener, record, recorded, resample, track } from './session-rig.js';
import { startSessionScene } from './session-scene.js';

/**
 * LATENTCAST_SESSION_PAGES=120 npx vitest run test/browser/session-pages.test.ts
 *
 * Three Node peers and two Chromium pages in one session for so many seconds: what each plays when, by the clock of the
 * machine, beside what the host plays, by cross-correlation. The error of each peer's clock is in it; that of a loudspeaker is
 * not. What the pages' processes take is told, too.
 */
const SECONDS = Number(process.env.LATENTCAST_SESSION_PAGES ?? 0);
const REACH = 400;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Renderer processes that this one has started: seconds of processor time, and MB. */
function renderers(): { cpuS: number; mb: number; count: number } {
  const all = new Map<number, { parent: number; cpuS: number }>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      all.set(Number(name), { parent: Number(fields[1]), cpuS: (Number(fields[11]) + Number(fields[12])) / 100 });
    } catch {
      // It has ended meanwhile.
    }
  const isOwn = (pid: number): boolean => pid === process.pid || (all.has(pid) && isOwn(all.get(pid)!.parent));
  const out = { cpuS: 0, mb: 0, count: 0 };
  for (const [pid, { cpuS }] of all)
    try {
      if (!isOwn(pid) || !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      out.cpuS += cpuS;
      out.mb += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
      out.count++;
    } catch {
      // As above.
    }
  return out;
}

/** Median, 99th percentile and maximum of amounts. */
const figures = (values: readonly number[]): number[] => {
  const sorted = values.map(Math.abs).sort((a, b) => a - b);
  return [0.5, 0.99, 1].map((share) => Math.round(100 * sorted[Math.floor(share * (sorted.length - 1))]!) / 100);
};

describe.skipIf(!SECONDS || skipReason)('three Node peers and two pages of Chromium in one session', () => {
  it(`play in sync for ${SECONDS} s`, { timeout: (SECONDS + 120) * 1000 }, async () => {
    const scene = await startSessionScene(5);
    const { rig, browser } = scene;
    // A session of its own: its programme is as long as the test.
    const host = new NodeListener(await createSession(rig.relay.url, { name: 'Host', token: rig.token }), rig.model);
    host.play.host({ tracks: [track('Long', melody(SECONDS + 60))], epoch: 2, planes: 8 });
    const peers = [];
    for (const name of ['Ben', 'Cleo'])
      peers.push(new NodeListener(await joinSession(host.session.link, { name }), rig.model));
    const pages: Page[] = [];
    for (const name of ['Dan', 'Eve']) {
      const page = await browser.open(host.session.link);
      await page.getByLabel('Your name').fill(name);
      await page.getByRole('button', { name: 'Join' }).press('Enter');
      await shows(page, 'Playing');
      await record(page);
      pages.push(page);
    }
    await wait(6000);
    const found = new Map<string, number[]>();
    const note = (name: string, ms: number): void => void found.set(name, [...(found.get(name) ?? []), ms]);
    /** What the host plays from a time of the machine's clock on: its own clock is the session's. */
    const ofHost = (wallMs: number, samples: number): Float32Array => host.at(wallMs - performance.timeOrigin, samples);
    const compare = (name: string, heard: Float32Array, wallMs: number): void => {
      const reference = ofHost(wallMs, heard.length);
      if (reference.length < heard.length) return;
      const { shift, likeness } = bestShift(reference, heard, REACH);
      if (likeness > 0.7) note(name, (shift / NODE_RATE) * 1000);
    };
    const before = renderers();
    const startMs = performance.now();
    while (performance.now() - startMs < SECONDS * 1000) {
      await wait(1000);
      const records = await Promise.all(pages.map((page) => recorded(page, 1.2)));
      await wait(1000);
      for (const [i, { pcm, rateHz, wallMs }] of records.entries())
        compare(`page ${i + 1}`, resample(pcm, rateHz, NODE_RATE), wallMs);
      const atMs = performance.now() - 2500;
      for (const [i, peer] of peers.entries()) {
        const sessionMs = peer.play.time.toSession(atMs)!;
        compare(`Node ${i + 1}`, peer.at(sessionMs, NODE_RATE), performance.timeOrigin + atMs);
      }
    }
    const after = renderers();
    const seconds = (performance.now() - startMs) / 1000;
    console.log(`load ${loadavg().map((value) => value.toFixed(1))}`);
    for (const [name, all] of found)
      console.log(`${name}: median / 99 % / max ${figures(all).join(' / ')} ms of ${all.length}`);
    const each = Math.max(1, after.count);
    console.log(
      `${after.count} renderers: ${((100 * (after.cpuS - before.cpuS)) / seconds / each).toFixed(1)} % of a core and ${(after.mb / each).toFixed(0)} MB each`,
    );
    for (const peer of [...peers, host]) await peer.close();
    await scene.close();
    expect([...found.keys()].sort()).toEqual(['Node 1', 'Node 2', 'page 1', 'page 2']);
    for (const [name, all] of found) {
      const [median, p99] = figures(all) as [number, number, number];
      expect([name, median < 5, p99 < 20]).toEqual([name, true, true]);
    }
  });
});
