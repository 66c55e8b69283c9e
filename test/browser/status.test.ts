import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioPacket } from '../support/peers.js';
import { type AdminRig, closeAfterEach, startAdmin, TOKENS, until } from '../unit/node/relay/operations/rig.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually } from './page.js';

closeAfterEach();

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const ASSETS = fileURLToPath(new URL('../../dist/web/status/assets', import.meta.url));

describe.skipIf(skipReason)(titled('the operator’s page in Chromium'), () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function open(rig: AdminRig, token: string = TOKENS.root): Promise<Page> {
    const page = await browser.open(`http://127.0.0.1:${rig.server.port}/status`);
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await page.getByLabel('Admin key or token').fill(token);
    await page.keyboard.press('Enter');
    return page;
  }

  const confirm = (page: Page, name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

  it('shows the relay live, and does what its operator confirms', async () => {
    const rig = await startAdmin();
    const source = await rig.source('radio');
    const listener = await rig.listener('radio');
    const page = await open(rig);
    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'radio' }) });
    await card.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('img', { name: /Listeners over time: now 1/ }).waitFor();
    // By keyboard alone.
    await card.getByRole('button', { name: 'Mute' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Mute' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'radio is muted.' }).waitFor();
    await card.getByText('Muted', { exact: true }).waitFor();
    source.send(audioPacket(0));
    await until(() => listener.of('silence').length === 1);

    await card.getByRole('button', { name: 'Mute' }).click();
    await page.keyboard.press('Escape');
    expect(rig.server.administration.channel('radio')!.isMuted).toBe(true);

    const changeTitle = async (field: string, text: string): Promise<void> => {
      await card.getByRole('button', { name: 'Title', exact: true }).click();
      await page.getByRole('textbox', { name: field }).fill(text);
      await page.keyboard.press('Enter');
    };
    await changeTitle('Title', '<img src=x onerror=alert(1)>');
    await card.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(listener.of('metadata').at(-1)!.body).toEqual({ title: '<img src=x onerror=alert(1)>' });
    // The station alone: the source states its titles as before.
    await changeTitle('Title', '');
    await page.getByRole('status').filter({ hasText: 'The source states the title of radio.' }).waitFor();
    for (const title of ['one', 'two']) {
      source.send({ type: 'metadata', body: { title, artist: 'A' } });
      if (title === 'one') await changeTitle('Station', 'Harbour');
      await card.getByText(`Harbour · A · ${title}`).waitFor();
    }
    await card.getByText('Set by the operator: Station.').waitFor();
    expect(listener.of('metadata').at(-1)!.body).toEqual({ title: 'two', artist: 'A', station: 'Harbour' });
    await card.getByRole('button', { name: 'Show the source’s title of radio' }).click();
    await card.getByText('A · two', { exact: true }).waitFor();
    expect(await card.getByText('Set by the operator').count()).toBe(0);

    const away = await rig.listener('radio');
    const move = async (button: string, to: string): Promise<void> => {
      await card.getByRole('button', { name: button }).click();
      await page.getByRole('textbox', { name: 'To' }).fill(to);
      await confirm(page, 'Move');
    };
    await card.getByRole('button', { name: 'Connections' }).click();
    await move('Move Listener 3', 'http://elsewhere.example/radio');
    await page.getByRole('alert').filter({ hasText: 'to must be' }).waitFor();
    await move('Move Listener 3', 'wss://elsewhere.example/radio');
    await page
      .getByRole('status')
      .filter({ hasText: '1 listener of radio was told to go to wss://elsewhere.example/radio.' })
      .waitFor();
    await until(() => away.closed !== null);
    expect([away.of('error')[0]!.body, listener.closed]).toMatchObject([
      { alternativeUrl: 'wss://elsewhere.example/radio' },
      null,
    ]);
    await rig.source('other');
    const guest = await rig.listener('other');
    const other = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'other' }) });
    await other.getByRole('button', { name: 'Move listeners' }).click();
    await page.getByRole('textbox', { name: 'To' }).fill('radio');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: '1 listener of other was moved to radio.' }).waitFor();
    await until(() => rig.server.stats().channels.find(({ channel }) => channel === 'radio')!.listeners === 2);
    expect(guest.closed).toBeNull();

    await card.getByRole('button', { name: 'Close Listener 2' }).click();
    await page.getByLabel('Reason (optional)').fill('too loud');
    await confirm(page, 'Close it');
    await until(() => listener.closed !== null);
    expect(listener.of('error')[0]!.body.message).toContain('too loud');

    await card.getByRole('button', { name: 'Record' }).click();
    await confirm(page, 'Record');
    await card.getByText('Recording', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Ban an address' }).click();
    await page.getByRole('textbox', { name: 'Address' }).fill('300.1.1.1');
    await confirm(page, 'Ban');
    await page.getByRole('alert').filter({ hasText: '300.1.1.1' }).waitFor();
    await page.getByRole('button', { name: 'Ban an address' }).click();
    await page.getByRole('textbox', { name: 'Address' }).fill('203.0.113.0/24');
    await confirm(page, 'Ban');
    await page.getByRole('button', { name: 'Lift the ban of 203.0.113.0/24' }).click();
    await confirm(page, 'Lift it');
    await page.getByText('Nobody is banned.').waitFor();

    await page.getByRole('button', { name: 'Reload configuration' }).click();
    await confirm(page, 'Reload');
    await page.getByRole('status').filter({ hasText: 'Changed: limits.' }).waitFor();
    await page.close();
  });

  it('keeps the token in the tab alone, and asks again where it does not suffice', async () => {
    const rig = await startAdmin();
    const requests: string[] = [];
    const page = await open(rig, 'wrong');
    page.on('request', (request) => requests.push(request.url()));
    await page.getByRole('alert').filter({ hasText: 'not valid' }).waitFor();
    await page.getByLabel('Admin key or token').fill(TOKENS.root);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('There are no channels.').waitFor();
    const kept = await page.evaluate(() => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      cookie: document.cookie,
      url: location.href,
      page: document.documentElement.outerHTML,
    }));
    expect(kept.session).toEqual({ 'latentcast-admin-token': TOKENS.root });
    expect(JSON.stringify({ ...kept, session: null })).not.toContain(TOKENS.root);
    expect(requests.join(' ')).not.toContain(TOKENS.root);
    await page.reload();
    await page.getByText('There are no channels.').waitFor();
    // A relay that hangs: no request is answered, and none fails.
    await page.route('**/admin/**', () => {});
    await page
      .getByRole('alert')
      .filter({ hasText: /does not answer.*What is shown is of .*\(\d+ s ago\)/ })
      .waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Admin key or token').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.close();
  });

  it('finds one of many channels, and says why an action failed until the next one, while what others do is shown', async () => {
    const rig = await startAdmin();
    const page = await open(rig);
    for (const i of [10, 9, 8, 7, 6, 5, 4, 3, 2]) await rig.source(`show-${i}`);
    await page.getByRole('heading', { name: 'show-2', exact: true }).waitFor();
    await eventually(() => page.locator('.channel h3').allTextContents()).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9, 10].map((i) => `show-${i}`),
    );
    await page.getByRole('searchbox', { name: 'Find a channel' }).fill('SHOW-1');
    expect(await page.locator('.channel:visible h3').allTextContents()).toEqual(['show-10']);
    await page.getByRole('searchbox', { name: 'Find a channel' }).fill('jazz');
    await page.getByText('No channel is like this.').waitFor();
    await page.getByRole('searchbox', { name: 'Find a channel' }).fill('10');
    // A ban that cannot be: the dialog says so, and keeps what was entered.
    await page.getByRole('button', { name: 'Ban an address' }).click();
    await confirm(page, 'Ban');
    await page.getByRole('textbox', { name: 'Address' }).fill('127.0.0.1');
    await page.getByRole('textbox', { name: 'Hours' }).fill('soon');
    await confirm(page, 'Ban');
    expect(await page.getByRole('textbox', { name: 'Address' }).inputValue()).toBe('127.0.0.1');
    await page.getByRole('textbox', { name: 'Hours' }).fill('2,5');
    await confirm(page, 'Ban');
    const alert = page.getByRole('alert').filter({ hasText: '127.0.0.1' });
    await alert.waitFor();
    // Whoever else is banned, and whoever comes and goes, is shown by itself, with the focus where it was.
    const shown = page.getByRole('button', { name: 'Connections' });
    await shown.click();
    await rig.listener('show-10');
    await page.getByRole('button', { name: /^Close Listener/ }).waitFor();
    expect(await shown.evaluate((button) => button === document.activeElement)).toBe(true);
    await rig.call('POST', '/admin/bans', { kind: 'address', value: '203.0.113.7', expiresInMs: 60_000 });
    await page.getByText('203.0.113.7', { exact: true }).waitFor();
    expect(await alert.isVisible()).toBe(true);
    await rig.server.close();
    await page
      .getByRole('alert')
      .filter({ hasText: /does not answer.*What is shown is of \d+:\d\d/ })
      .waitFor();
    await page.close();
  });

  it('shows one channel to whoever administers that alone', async () => {
    const rig = await startAdmin();
    await rig.source('radio');
    await rig.source('other');
    const page = await open(rig, TOKENS.radio);
    await page.getByRole('alert').filter({ hasText: 'may not administer the relay' }).waitFor();
    await page.getByLabel('Channel', { exact: false }).fill('radio');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'radio' }).waitFor();
    await page.reload();
    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'radio' }) });
    await card.getByRole('button', { name: 'Mute' }).click();
    await confirm(page, 'Mute');
    await card.getByText('Muted', { exact: true }).waitFor();
    expect(await page.getByText(/other|Bans|Reload/).count()).toBe(0);
    await page.close();
  });

  it('works under a path of its host', async () => {
    const { server } = await startAdmin({}, { pathPrefix: '/audio' });
    const page = await browser.open(`http://127.0.0.1:${server.port}/audio/status`);
    await page.getByLabel('Admin key or token').fill(TOKENS.root);
    await page.keyboard.press('Enter');
    await page.getByText('There are no channels.').waitFor();
    await page.getByRole('link', { name: 'Channels' }).click();
    await page.waitForURL('**/audio/');
    await page.close();
  });

  it('says that the relay does not answer, and that it has a channel no more', async () => {
    const rig = await startAdmin({}, { limits: { channelIdleMs: 1 } });
    const source = await rig.source('radio');
    const page = await open(rig);
    await page.getByRole('heading', { name: 'radio' }).waitFor();
    source.connection.close();
    await page.getByText('There are no channels.').waitFor();
    await rig.server.close();
    await page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor();
    await page.close();
  });

  it('has no accessibility fault that axe finds, light or dark, wide or narrow, and fits into 375 px', async () => {
    const axe = await readFile(AXE, 'utf8');
    const rig = await startAdmin();
    await rig.source('a-channel-with-a-rather-long-name-for-a-narrow-screen-0123456789');
    await rig.listener('a-channel-with-a-rather-long-name-for-a-narrow-screen-0123456789');
    const faults = async (page: Page, what: string): Promise<void> => {
      for (const [scheme, width] of [
        ['light', 1280],
        ['dark', 375],
      ] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 812 });
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const { axe } = globalThis as never as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          return (await axe.run()).violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
          );
        });
        expect(violations, `${what} ${scheme} ${width}`).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, `${what} at ${width} px`).toBeLessThanOrEqual(0);
        const folder = process.env.SCREENSHOTS;
        if (folder) await page.screenshot({ path: `${folder}/${what}-${scheme}-${width}.png`, fullPage: true });
      }
    };
    const page = await browser.open(`http://127.0.0.1:${rig.server.port}/status`);
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await page.getByLabel('Admin key or token').waitFor();
    await faults(page, 'sign-in');
    await page.getByLabel('Admin key or token').fill(TOKENS.root);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Connections' }).click();
    await eventually(() => page.getByRole('button', { name: 'Close Listener 2' }).count()).toBe(1);
    await faults(page, 'status');
    await page.getByRole('button', { name: 'Ban 127.0.0.1' }).first().click();
    await page.getByRole('dialog').waitFor();
    await faults(page, 'dialog');
    await page.close();
  });

  it('is small, and nothing of it is in what listeners load', () => {
    const names = readdirSync(ASSETS);
    // German is fetched by whoever reads it.
    expect(names.map((name) => name.replace(/-[\w-]+\./, '.')).sort()).toEqual([
      'de.js.gz',
      'index.css.gz',
      'index.js.gz',
    ]);
    // Its texts in a file of their own, and the choice of language: 8,600. One channel alone, a field that finds channels, lists
    // that follow what changes, and of when what is shown is: 9,500. Titles text by text, many channels in lines, by order and kind:
    // 10,720. Nodes of a cluster: 11,640. Events, a relay that is
    // followed, and a token that is renewed: 14,640. Styles, the page's own among them: 4,032, with what is shown of the time and the field
    // that finds; 4,820 with lines and the listener's stage; 5,241 with events, and states told by shape and in forced colours.
    for (const name of names)
      expect(statSync(`${ASSETS}/${name}`).size).toBeLessThanOrEqual(name.endsWith('.js.gz') ? 14_900 : 5400);
    const html = readFileSync(`${ASSETS}/../index.html`, 'utf8');
    expect(html.match(/(?:src|href)="(?:https?:)?\/[^"]*"/g)).toBeNull();
  });
});
