import type { LiveAudioSink, LiveSinkStatus } from '../ports/audio.js';

/** State of a device; undefined where there is none, and for one that fails. */
export function statusOf(sink: LiveAudioSink | undefined): LiveSinkStatus | undefined {
  try {
    return sink?.status();
  } catch {
    return undefined;
  }
}

/** Closes what is no longer used, whether it fails to close or not. */
export function closeQuietly(part: { close(): Promise<void> } | undefined): void {
  void (async () => part?.close())().catch(() => undefined);
}
