import type { BrowserListener, StreamMetadata } from 'latentcast/browser';
import { relayUrl } from '../relay-url.js';
import { plain } from '../words.js';

/** Shows what is playing on the lock screen and takes headset keys, where the browser has both. */
export function announce(channel: string, metadata: StreamMetadata, toggle: () => void): void {
  if (!('mediaSession' in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({
    title: plain(metadata.title ?? channel),
    artist: plain(metadata.artist ?? ''),
    album: `Latentcast · ${channel}`,
    artwork: [{ src: relayUrl('icon-512.png'), sizes: '512x512', type: 'image/png' }],
  });
  navigator.mediaSession.playbackState = 'playing';
  for (const action of ['play', 'pause', 'stop'] as const) navigator.mediaSession.setActionHandler(action, toggle);
}

/** Shows the system whether sound is playing: it is not while the source is away. */
export function announcePlaying(isPlaying: boolean): void {
  if ('mediaSession' in navigator) navigator.mediaSession.playbackState = isPlaying ? 'playing' : 'paused';
}

/** Shows the system that playing has ended. */
export function announceSilence(): void {
  if ('mediaSession' in navigator) navigator.mediaSession.playbackState = 'none';
}

/**
 * Plays again in a tab that was frozen, or interrupted by a call, when it is looked at.
 *
 * @returns ends that
 */
export function resumeWhenVisible(listener: BrowserListener): () => void {
  const wake = (): void => {
    if (document.visibilityState === 'visible' && listener.context.state !== 'running')
      listener.resume().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', wake);
  addEventListener('pageshow', wake);
  return () => {
    document.removeEventListener('visibilitychange', wake);
    removeEventListener('pageshow', wake);
  };
}
