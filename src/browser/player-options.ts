import type { ListenerPlayerOptions } from '../stream/receive/listener.js';

/** Default of {@link BrowserPlayerOptions}. */
export const BROWSER_PLAYER_DEFAULTS = { bufferMs: 150 } as const;

/** How much audio waits in the page. Rate and channels are those of the audio context. Plain data. */
export interface BrowserPlayerOptions extends Pick<ListenerPlayerOptions, 'maxDelayMs'> {
  /** Audio kept against late packets and slow decodes, 0..5000; grows with every underrun. @default 150 */
  readonly bufferMs?: number;
}
