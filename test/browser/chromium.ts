import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { onTestFinished, TestRunner } from 'vitest';

/** Where a Chromium may be; CHROMIUM names another. */
const PATHS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PATHS.find((path) => path !== undefined && existsSync(path));

/**
 * Why the browser tests are skipped, or false. On a CI machine nothing is skipped: a missing browser fails there.
 */
export const skipReason: string | false =
  executablePath || process.env.CI ? false : 'no Chromium here: install one or set CHROMIUM=PATH';

/** A suite's name, with the reason where it is skipped. */
export const titled = (name: string): string => (skipReason ? `${name} (${skipReason})` : name);

export interface TestBrowser {
  readonly context: BrowserContext;
  /**
   * A new page. An uncaught error in it fails the test that has opened it, which may be tried once more; outside that
   * test it is thrown by `close`. What a page reports once it is being closed is nobody's error.
   */
  open(url: string): Promise<Page>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** Whether tabs make sound, so that it can be captured; otherwise each is mute. */
  readonly isAudible?: boolean;
  /** A WAV file for a microphone. */
  readonly microphone?: string;
  readonly args?: readonly string[];
  /** Environment variables beside this process's own; CHROMIUM is the file to start. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A Chromium with a new profile. */
export async function launch(options: LaunchOptions = {}): Promise<TestBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'latentcast-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: options.env?.CHROMIUM ?? executablePath ?? '/usr/bin/chromium',
    headless: true,
    ...(options.isAudible && { ignoreDefaultArgs: ['--mute-audio'] }),
    ...(options.env && { env: { ...(process.env as Record<string, string>), ...options.env } }),
    viewport: { width: 1280, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(options.microphone
        ? [
            '--use-fake-device-for-media-stream',
            '--use-fake-ui-for-media-stream',
            `--use-file-for-fake-audio-capture=${options.microphone}`,
          ]
        : []),
      ...(options.args ?? []),
    ],
  });
  context.setDefaultTimeout(90_000);
  const errors: Error[] = [];
  const closing = new WeakSet<Page>();
  return {
    context,
    async open(url) {
      const page = await context.newPage();
      const close = page.close.bind(page);
      page.close = (options) => {
        closing.add(page);
        return close(options);
      };
      let noted: Error[] = TestRunner.getCurrentTest() ? [] : errors;
      page.on('pageerror', (error) => {
        if (!closing.has(page)) noted.push(error);
      });
      if (noted !== errors)
        onTestFinished(() => {
          const [first] = noted;
          noted = errors;
          if (first) throw first;
        });
      await page.goto(url);
      return page;
    },
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
      if (errors.length > 0) throw errors[0];
    },
  };
}
