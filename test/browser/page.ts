import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ListenFigures } from '../../src/browser/worker/messages.js';

/** Waits for a condition, not for a time; a busy machine needs long. */
export const eventually = <T>(fact: () => Promise<T> | T) => expect.poll(fact, { timeout: 90_000, interval: 100 });

/** The last figures of the page's own listener (web/listen/player.ts); null before the first. */
export const figures = (page: Page): Promise<ListenFigures | null> =>
  page.evaluate(
    () =>
      (globalThis as never as { latentcast: { listener: { figures: ListenFigures | null } | null } }).latentcast
        .listener?.figures ?? null,
  );

/** Resolves when the page shows this state. */
export const shows = (page: Page, state: string): Promise<void> =>
  page.getByRole('status').filter({ hasText: state }).waitFor();
