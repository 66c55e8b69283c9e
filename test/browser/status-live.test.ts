import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Authorizer } from '../../src/ports/authorizer.js';
import { type AdminRig, closeAfterEach, startAdmin, TOKENS } from '../unit/node/relay/operations/rig.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';

closeAfterEach();

/** What is true at the relay is shown within this time; a relay that is gone, too. On an idle machine it is a third of it. */
const SHOWN_MS = 2000;

describe.skipIf(skipReason)(titled('the operator’s page follows the relay'), () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function open(port: number, token: string): Promise<Page> {
    const page = await browser.open(`http://127.0.0.1:${port}/status`);
    page.setDefaultTimeout(12_000);
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await page.getByLabel('Admin key or token').fill(token);
    await page.keyboard.press('Enter');
    return page;
  }

  const cardOf = (page: Page, name: string) =>
    page.locator('.channel').filter({ has: page.getByRole('heading', { name, exact: true }) });
  const eventsOf = (page: Page) => page.getByRole('list', { name: 'Events' }).getByRole('listitem');
  const firstEvent = (page: Page, text: string) => eventsOf(page).first().filter({ hasText: text });

  /** Does something, and waits for what it leads to on the page: in ms. */
  async function shown(act: () => unknown, what: { waitFor(): Promise<void> }): Promise<number> {
    const startMs = performance.now();
    await act();
    await what.waitFor();
    return performance.now() - startMs;
  }

  it('shows at once who comes, goes, takes over and is closed, what is recorded, and why', async () => {
    const rig = await startAdmin({}, { channels: [{ name: 'radio', takeover: 'replace' }] });
    const page = await open(rig.server.port, TOKENS.root);
    const card = cardOf(page, 'radio');
    const badge = (text: string) => card.locator('.badge').getByText(text, { exact: true });
    const admin = (path: string, method: string, body?: unknown) =>
      rig.call(method, `/admin/channels/radio/${path}`, body);
    let source = await rig.source('radio');
    await badge('Live').waitFor();
    const took: Record<string, number> = {};
    const note = async (name: string, act: () => unknown, what: { waitFor(): Promise<void> }): Promise<void> => {
      took[name] = Math.round(await shown(act, what));
    };
    await note('gone', () => source.connection.close(), badge('No source'));
    await firstEvent(page, 'The source has gone').waitFor();
    await note('come', async () => (source = await rig.source('radio', { epoch: 8 })), badge('Live'));
    await note(
      'taken over',
      () => rig.source('radio', { epoch: 9 }),
      eventsOf(page).getByText('Another source has taken over'),
    );
    await rig.listener('radio');
    await card.locator('dd').first().getByText('1', { exact: true }).waitFor();
    await note(
      'kicked',
      () => admin('kick', 'POST', { id: 4, reason: 'loud' }),
      card.locator('dd').first().getByText('0', { exact: true }),
    );
    await eventsOf(page).getByText('the operator has closed the connection: loud').waitFor();
    await note('recorded', () => admin('recording', 'PUT'), badge('Recording'));
    await note('muted', () => admin('mute', 'PUT', { muted: true }), badge('Muted'));
    await note('titled', () => admin('title', 'PUT', { title: 'News' }), card.getByText('News', { exact: true }));
    await note(
      'refused',
      () => fetch(`http://127.0.0.1:${rig.server.port}/admin/stats`, { headers: { authorization: 'Bearer no' } }),
      firstEvent(page, 'Refused'),
    );
    expect(Math.max(...Object.values(took)), JSON.stringify(took)).toBeLessThan(SHOWN_MS);
    // A relay that hangs fails no request; one that is gone fails them all.
    await page.route('**/admin/**', () => {});
    const stale = page.getByRole('alert').filter({ hasText: /does not answer.*What is shown is of / });
    expect(await shown(() => {}, stale)).toBeLessThan(SHOWN_MS + 500);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.close();
  });

  it('lists what has happened by kind and channel, saves it as JSON, and keeps it over a restart of the relay', async () => {
    const rig = await startAdmin();
    const { port } = rig.server;
    for (const name of ['radio', 'other']) (await rig.source(name)).connection.close();
    await rig.call('POST', '/admin/bans', { kind: 'address', value: '203.0.113.7', reason: 'spam' });
    const page = await open(port, TOKENS.root);
    await eventsOf(page).getByText('Operator: ban').waitFor();
    await eventsOf(page).nth(4).waitFor();
    await page.getByLabel('Events of the channel').selectOption('other');
    await eventsOf(page).nth(1).waitFor();
    expect(await eventsOf(page).locator('strong').allTextContents()).toEqual(['other', 'other']);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as JSON' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^latentcast-events-other-\d+T\d+\.json$/);
    const saved = JSON.parse(await readFile(await download.path(), 'utf8')) as { events: { event: string }[] };
    expect(saved.events.map(({ event }) => event)).toEqual(['source.off', 'source.on']);
    await page.getByLabel('Events of the channel').selectOption('');
    await page.getByLabel('Which events').selectOption('operators');
    await eventsOf(page).nth(1).waitFor({ state: 'detached' });
    expect(await eventsOf(page).allTextContents()).toEqual([expect.stringContaining('value 203.0.113.7, reason spam')]);
    await page.getByLabel('Which events').selectOption('all');

    await rig.server.close();
    const again = await startAdmin({}, { port });
    await again.source('radio');
    await firstEvent(page, 'The source has come').waitFor();
    await eventsOf(page).getByText('Operator: ban').waitFor();
    expect(await eventsOf(page).count()).toBe(6);
    await page.close();

    // Whoever administers one channel is shown what has happened there.
    const one = await open(port, TOKENS.radio);
    await one.getByLabel('Channel', { exact: false }).fill('radio');
    await one.keyboard.press('Enter');
    await eventsOf(one).getByText('The source has come').waitFor();
    await again.source('other');
    await again.call('PUT', '/admin/channels/radio/mute', { muted: true });
    await firstEvent(one, 'Operator: mute').waitFor();
    expect(new Set(await eventsOf(one).locator('strong').allTextContents())).toEqual(new Set(['radio']));
    await one.close();
  });

  it('asks for another token where it has expired, and keeps what is being typed', async () => {
    let valid = 'first';
    const authorizer: Authorizer = {
      authorize({ credentials }) {
        if (credentials === undefined) return { permissions: ['publish', 'listen'] };
        if (credentials !== valid) throw new Error('expired');
        return { permissions: ['publish', 'listen', 'administer'], subject: credentials };
      },
    };
    const rig: AdminRig = await startAdmin({}, { authorizer });
    await rig.source('radio');
    const page = await open(rig.server.port, 'first');
    await cardOf(page, 'radio').getByRole('button', { name: 'Title', exact: true }).click();
    const title = page.getByRole('textbox', { name: 'Title' });
    await title.fill('A long text that nobody wants to type twice');
    const renew = page.getByRole('dialog', { name: 'Another key or token, please' });
    valid = 'second';
    await renew.waitFor();
    // Nor does it close what is being typed in.
    for (let i = 0; i < 5; i++) await page.keyboard.press('Escape');
    await renew.getByLabel('Admin key or token').fill('wrong');
    await page.keyboard.press('Enter');
    await renew.getByRole('alert').filter({ hasText: 'not valid' }).waitFor();
    await renew.getByLabel('Admin key or token').fill('second');
    await page.keyboard.press('Enter');
    await renew.waitFor({ state: 'detached' });
    expect(await title.inputValue()).toBe('A long text that nobody wants to type twice');
    // It expires between the typing and the sending: the title is set as soon as there is another token.
    await page.route('**/admin/watch*', () => {});
    valid = 'third';
    await title.press('Enter');
    await renew.getByLabel('Admin key or token').fill('third');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'The title of radio is set.' }).waitFor();
    expect(rig.server.administration.channel('radio')!.metadata?.title).toBe(
      'A long text that nobody wants to type twice',
    );
    expect(await page.evaluate(() => ({ ...sessionStorage }))).toEqual({ 'latentcast-admin-token': 'third' });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    valid = 'fourth';
    await page.reload();
    await renew.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Status of the relay' }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.close();
  });
});
