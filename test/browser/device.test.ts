import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { hasPulse, PulseDaemon } from '../support/pulse.js';
import { launch, skipReason, type TestBrowser } from './chromium.js';
import { shows } from './page.js';

const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
/** On a CI machine nothing is skipped. */
const reason = skipReason || (hasPulse() || process.env.CI ? false : 'no PulseAudio here');

describe.skipIf(reason)(`a sound device that goes away under Chromium${reason ? ` (${reason})` : ''}`, () => {
  let dir = '';
  let pulse: PulseDaemon;
  let server: RelayServer;
  let browser: TestBrowser;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latentcast-device-'));
    await cp(TINY, join(dir, 'default'), { recursive: true });
    server = await startRelayServer({ port: 0, graceMs: 200, site: { modelDirs: [dir] } });
    pulse = await PulseDaemon.start();
    // Browsers hide the monitors of sinks: a source that is none.
    const remap = ['load-module', 'module-remap-source', 'source_name=mic', 'master=a.monitor'];
    execFileSync('pactl', remap, { env: { ...process.env, ...pulse.env } });
    // Devices of the daemon, not Chromium's fakes; only the permission is granted in advance.
    browser = await launch({ args: ['--use-fake-ui-for-media-stream'], env: pulse.env });
  });
  afterAll(async () => {
    await browser?.close();
    await pulse?.stop();
    await server?.close();
    if (dir) await rm(dir, { recursive: true });
  });

  it('is reported on the page, and so is a missing device when it is requested again', async () => {
    const page = await browser.open(`http://127.0.0.1:${server.port}/#broadcast`);
    const channels = (): string[] =>
      server
        .stats()
        .channels.filter(({ isLive }) => isLive)
        .map(({ channel }) => channel);
    await page.getByRole('button', { name: 'Broadcast' }).click();
    await shows(page, 'On air');
    await expect.poll(channels).toEqual(['studio']);
    await pulse.kill();
    await page.getByRole('alert').filter({ hasText: 'The microphone or audio source has gone' }).waitFor();
    await shows(page, 'Stopped by an error');
    // The listeners are not left waiting for it.
    await expect.poll(channels).toEqual([]);
    await page.getByRole('button', { name: 'Broadcast' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /no such microphone|cannot be opened/ })
      .waitFor();
  });
});
