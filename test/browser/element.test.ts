import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlayerElement } from '../../src/browser/index.js';
import { loadModel, type OnnxModel } from '../../src/node/model/onnx-model.js';
import { type RelayServer, startRelayServer } from '../../src/node/relay/server.js';
import { launch, skipReason, type TestBrowser, titled } from './chromium.js';
import { eventually } from './page.js';
import { sendTone } from './tone-source.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TINY = fileURLToPath(new URL('../fixtures/tiny-model/stateful', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../examples/plain/index.html', import.meta.url));

describe.skipIf(skipReason)(titled('<latentcast-player> in a page of another server, in Chromium'), () => {
  let models = '';
  let relay: RelayServer;
  let host: Server;
  let browser: TestBrowser;
  let model: OnnxModel;
  let page: Page;

  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), 'latentcast-element-'));
    await cp(TINY, join(models, 'default'), { recursive: true });
    relay = await startRelayServer({ port: 0, graceMs: 200, site: { modelDirs: [models] } });
    const html = (await readFile(EXAMPLE, 'utf8')).replaceAll('127.0.0.1:8787', `127.0.0.1:${relay.port}`);
    host = createServer((request, response) => {
      const at = `127.0.0.1:${relay.port}`;
      const policies: Readonly<Record<string, string>> = {
        '/': '',
        // What docs/browser.md states, and the same without blob URLs.
        '/strict': `default-src 'self'; script-src http://${at} blob: 'wasm-unsafe-eval'; worker-src blob:; connect-src http://${at} ws://${at}`,
        '/closed': `default-src 'self'; script-src http://${at} 'wasm-unsafe-eval'; connect-src http://${at} ws://${at}`,
      };
      const policy = policies[request.url!];
      const headers = { 'content-type': 'text/html', ...(policy && { 'content-security-policy': policy }) };
      response.writeHead(policy === undefined ? 404 : 200, headers).end(policy === undefined ? '' : html);
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    model = await loadModel(TINY);
    browser = await launch();
    page = await browser.open(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
  });
  afterAll(async () => {
    await browser?.close();
    host?.close();
    await relay?.close();
    await model?.close();
    if (models) await rm(models, { recursive: true });
  });

  const state = () => page.getByRole('status');
  const element = <T>(read: (element: PlayerElement) => T): Promise<T> =>
    page.locator('latentcast-player').evaluate(read as never);
  /** The largest sample that it plays. */
  const peak = (): Promise<number> =>
    element((one) => {
      const listener = one.listener;
      if (!listener) return -1;
      const kept = one as PlayerElement & { meter?: AnalyserNode };
      if (kept.meter?.context !== listener.context) {
        kept.meter = new AnalyserNode(listener.context);
        listener.output.connect(kept.meter);
      }
      const wave = new Float32Array(kept.meter!.fftSize);
      kept.meter!.getFloatTimeDomainData(wave);
      return Math.max(...wave.map(Math.abs));
    });

  it('waits to be clicked, waits for a source, plays it with its title, and stops', async () => {
    await page.getByText('Stopped').waitFor();
    expect(await element((one) => [one.state, one.listener])).toEqual(['closed', null]);
    await page.getByRole('button', { name: 'Play Harbour Radio' }).click();
    await state().filter({ hasText: 'Waiting for a source' }).waitFor();
    const stop = sendTone(`${relay.url}/radio`, model, { title: '<b>Tone</b>', artist: 'A' });
    await state().filter({ hasText: 'Live' }).waitFor();
    await page.getByText('A – <b>Tone</b>').waitFor();
    await eventually(peak).toBeGreaterThan(0.01);
    await page.getByLabel('Volume').fill('0');
    await eventually(peak).toBeLessThan(0.001);
    await page.getByLabel('Volume').fill('1');
    await eventually(peak).toBeGreaterThan(0.01);
    await page.getByRole('button', { name: 'Stop Harbour Radio' }).click();
    await page.getByText('Stopped').waitFor();
    await eventually(() => relay.administration.channel('radio')?.listeners ?? 0).toBe(0);
    await page.getByRole('button', { name: 'Play Harbour Radio' }).click();
    await state().filter({ hasText: 'Live' }).waitFor();
    await stop();
    await state().filter({ hasText: 'The broadcast has ended' }).waitFor();
  });

  it('plays in a page that is opened as a file', async () => {
    const html = (await readFile(EXAMPLE, 'utf8')).replaceAll('127.0.0.1:8787', `127.0.0.1:${relay.port}`);
    await writeFile(join(models, 'page.html'), html.replace('/radio"', '/file"'));
    const stop = sendTone(`${relay.url}/file`, model);
    const file = await browser.open(pathToFileURL(join(models, 'page.html')).href);
    await file.getByRole('button', { name: 'Play Harbour Radio' }).click();
    await file.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await eventually(() => relay.administration.channel('file')?.listeners ?? 0).toBe(1);
    await file.close();
    await stop();
  });

  it('tells what is wrong with its attributes, and plays another channel when src changes', async () => {
    const stop = sendTone(`${relay.url}/other`, model);
    await element((one) => one.setAttribute('src', one.getAttribute('src')!.replace('radio', 'other')));
    await state().filter({ hasText: 'Live' }).waitFor();
    for (const [name, value, message] of [
      ['src', 'ftp://elsewhere/radio', /ftp/],
      ['planes', '9', /planes must be an integer from 1 to 8, got 9/],
      ['planes', 'two', /planes must be an integer from 1 to 8, got "two"/],
      ['preset', 'fast', /fast/],
    ] as const) {
      const before = await page.locator('latentcast-player').getAttribute(name);
      await page.locator('latentcast-player').evaluate((one, [n, v]) => one.setAttribute(n!, v!), [name, value]);
      await state().filter({ hasText: message }).waitFor();
      expect(await element((one) => [one.state, one.listener])).toEqual(['failed', null]);
      await page
        .locator('latentcast-player')
        .evaluate((one, [n, v]) => (v === null ? one.removeAttribute(n!) : one.setAttribute(n!, v!)), [name, before]);
      await page.getByRole('button', { name: 'Play Harbour Radio' }).click();
      await state().filter({ hasText: 'Live' }).waitFor();
    }
    await stop();
  });

  it('states a wrong address before it is clicked, plays on where it is put elsewhere, and not once it is gone', async () => {
    const stop = sendTone(`${relay.url}/other`, model);
    await page.evaluate(() => {
      for (const src of [null, 'ws://127.0.0.1:9/two/names/']) {
        const wrong = document.createElement('latentcast-player');
        if (src) wrong.setAttribute('src', src);
        wrong.className = 'wrong';
        document.body.append(wrong);
      }
    });
    await eventually(() =>
      page
        .locator('.wrong')
        .evaluateAll((all) => all.map((one) => one.shadowRoot!.querySelector('[role=status]')!.textContent)),
    ).toEqual([
      'src must be the address of a channel, wss://HOST/NAME',
      expect.stringMatching(/^src: channel must be 1 to 64 letters/),
    ]);
    await page.locator('.wrong').evaluateAll((all) => {
      for (const one of all) one.remove();
    });
    await element((one) => one.stop().then(() => one.play()));
    await state().filter({ hasText: 'Live' }).waitFor();
    const kept = await element(async (one) => {
      const before = one.listener;
      document.body.prepend(one);
      await new Promise((resolve) => setTimeout(resolve));
      return before !== null && one.listener === before;
    });
    expect(kept).toBe(true);
    // Taken out while it goes over to other packets: nobody plays.
    const after = await element(async (one) => {
      const parent = one.parentNode!;
      one.setAttribute('preset', 'radio');
      one.remove();
      await new Promise((resolve) => setTimeout(resolve, 50));
      const { listener } = one;
      parent.append(one);
      return listener;
    });
    expect(after).toBeNull();
    await eventually(() => relay.administration.channel('other')?.listeners ?? 0).toBe(0);
    await stop();
  });

  it('has properties, mutes, and tells each of its states once', async () => {
    const stop = sendTone(`${relay.url}/other`, model);
    await element((one) => {
      const log: string[] = [];
      Object.assign(one, { log });
      for (const type of ['statechange', 'volumechange', 'error'])
        one.addEventListener(type, (event) =>
          log.push((event as CustomEvent<{ state: string }>).detail?.state ?? type),
        );
      one.play();
    });
    await state().filter({ hasText: 'Live' }).waitFor();
    await element((one) => {
      one.muted = true;
      one.muted = true;
    });
    await state().filter({ hasText: 'Live, muted' }).waitFor();
    await eventually(peak).toBeLessThan(0.001);
    await page.getByLabel('Volume').fill('0.5');
    await eventually(peak).toBeGreaterThan(0.01);
    const facts = await element((one) => {
      const before = [one.muted, one.volume, one.listener!.volume, one.src === one.getAttribute('src')];
      const wrong = [2, Number.NaN].map((volume) => {
        try {
          one.volume = volume;
          return '';
        } catch (error) {
          return (error as Error).message;
        }
      });
      one.lang = 'de';
      one.label = '';
      return [...before, ...wrong, one.hasAttribute('label'), one.volume];
    });
    expect(facts).toEqual([
      false,
      0.5,
      0.5,
      true,
      'volume must be a number from 0 to 1, got 2',
      'volume must be a number from 0 to 1, got NaN',
      false,
      0.5,
    ]);
    await page.getByRole('button', { name: 'Anhalten: other' }).click();
    await state().filter({ hasText: 'Angehalten' }).waitFor();
    const log = await element((one) => {
      one.lang = 'en';
      one.label = 'Harbour Radio';
      one.volume = 1;
      const { src } = one;
      one.src = '';
      one.play();
      one.src = src;
      return (one as PlayerElement & { log: string[] }).log;
    });
    const changes = log.filter((state) => state !== 'connecting' && state !== 'waiting');
    expect(changes.filter((name) => name !== 'volumechange')).toEqual(['loading', 'live', 'closed', 'failed', 'error']);
    expect(changes.filter((name) => name === 'volumechange')).toHaveLength(4);
    await stop();
  });

  it('takes what a script has set before it was known, and is styled and plays where a policy allows it', async () => {
    const { port } = host.address() as AddressInfo;
    const stop = sendTone(`${relay.url}/radio`, model);
    const strict = await browser.context.newPage();
    const refused: string[] = [];
    strict.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) refused.push(message.text());
    });
    await strict.addInitScript(() => {
      new MutationObserver((_, observer) => {
        const found = document.querySelector('latentcast-player');
        if (!found) return;
        observer.disconnect();
        Object.assign(found, { volume: 0.25, label: 'Early' });
      }).observe(document, { childList: true, subtree: true });
    });
    await strict.goto(`http://127.0.0.1:${port}/strict`);
    await strict.getByRole('button', { name: 'Play Early' }).click();
    await strict.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    const shown = await strict.locator('latentcast-player').evaluate((one) => {
      const { display } = getComputedStyle(one);
      return [display, (one as PlayerElement).listener!.volume];
    });
    expect([...shown, ...refused]).toEqual(['inline-flex', 0.25]);
    await strict.goto(`http://127.0.0.1:${port}/closed`);
    await strict.getByRole('button', { name: 'Play Early' }).click();
    await strict
      .getByRole('status')
      .filter({ hasText: 'The sound cannot be decoded here. Reload the page.' })
      .waitFor();
    expect(await strict.getByRole('status').getAttribute('title')).toContain('must allow worker-src blob:');
    await strict.close();
    await stop();
  });

  it('is ready before a click where preload asks for it, and plays with the click', async () => {
    const stop = sendTone(`${relay.url}/ahead`, model, { title: 'Low water', artist: 'A' });
    const ahead = await browser.open(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
    await ahead.evaluate((port) => {
      document.body.innerHTML = `<latentcast-player src="ws://127.0.0.1:${port}/ahead" preload="auto"></latentcast-player>`;
    }, relay.port);
    await ahead.getByRole('status').filter({ hasText: 'On air, ready to play' }).waitFor();
    await ahead.getByText('A – Low water').waitFor();
    await ahead.getByRole('button', { name: 'Play ahead' }).click();
    await ahead.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await ahead.getByRole('button', { name: 'Stop ahead' }).click();
    await eventually(() => relay.administration.channel('ahead')?.listeners ?? 0).toBe(0);
    const facts = await ahead.evaluate(async () => {
      const one = document.querySelector('latentcast-player') as PlayerElement;
      const read = async (preload: string): Promise<[string, boolean]> => {
        one.preload = preload;
        await new Promise((resolve) => setTimeout(resolve));
        return [one.preload, one.listener !== null];
      };
      return [await read('none'), await read('metadata'), await read('auto'), await read('none')];
    });
    expect(facts).toEqual([
      ['none', false],
      ['metadata', false],
      ['auto', true],
      ['none', false],
    ]);
    await ahead.close();
    await stop();
  });

  it('tells in German, too, why it does not play, and plays once it can', async () => {
    const closed = await startRelayServer({
      port: 0,
      site: { modelDirs: [models] },
      access: { anonymous: { publish: ['*'], listen: ['open'] } },
    });
    const german = await browser.open(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`);
    const player = german.locator('latentcast-player');
    const told = german.getByRole('status');
    const ask = async (src: string, text: string): Promise<void> => {
      await player.evaluate((one, to) => one.setAttribute('src', to), src);
      await german.getByRole('button').click();
      await told.filter({ hasText: text }).waitFor();
    };
    await german.evaluate(() => {
      document.documentElement.lang = 'de';
      document.body.replaceChildren(document.createElement('latentcast-player'));
    });
    await told.filter({ hasText: 'src muss die Adresse eines Kanals sein, wss://HOST/NAME' }).waitFor();
    await ask(`${closed.url}/hidden`, 'Der Sender lässt dich hier nicht zuhören.');
    await player.evaluate((one) => one.setAttribute('planes', 'two'));
    await ask(`${closed.url}/open`, 'planes muss eine ganze Zahl von 1 bis 8 sein, und ist „two“');
    await player.evaluate((one) => {
      one.removeAttribute('planes');
      one.setAttribute('preset', 'fast');
    });
    await ask(`${closed.url}/open`, 'preset muss live, normal oder radio sein, und ist „fast“');
    await player.evaluate((one) => one.removeAttribute('preset'));
    await ask(`${closed.url}/open`, 'Wartet auf eine Quelle');
    const { port } = closed;
    await closed.close();
    await told.filter({ hasText: 'Verbindung verloren, neuer Versuch' }).waitFor();
    await german.getByRole('button').click();
    await ask(`ws://127.0.0.1:${port}/open`, 'Der Sender ist nicht zu erreichen. Versuche es gleich noch einmal.');
    await player.evaluate((one) => one.setAttribute('lang', 'en'));
    await told.filter({ hasText: 'The station cannot be reached. Try again in a moment.' }).waitFor();
    await ask(`${relay.url}/unused`, 'Waiting for a source');
    await german.close();
  });

  it('has no accessibility fault that axe finds, and frees all when it is taken out of the page', async () => {
    await page.addScriptTag({ path: AXE });
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as never as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
      return (await axe.run()).violations.map(({ id }) => id);
    });
    // The page of the example has no landmarks: it is the reader's.
    expect(violations.filter((id) => id !== 'landmark-one-main' && id !== 'region')).toEqual([]);
    await element((one) => one.remove());
    await eventually(() => relay.administration.channel('other')?.listeners ?? 0).toBe(0);
  });
});
