import type { CodecFormat } from '../core/latent/format.js';
import type { ListenerStats } from '../stream/receive/listener.js';

/**
 * Seconds of audio that a listener's packets cover, silence and lost frames counted. Its byte counts over this time are
 * the rates of the stream; the time of the audio played so far is shorter, by what came ahead of it.
 */
export function receivedSeconds({ stream, player }: ListenerStats, format: CodecFormat): number {
  const frames = stream.frames + stream.silentFrames + player.jitter.lost;
  return (frames * format.hopSamples) / format.sampleRateHz;
}
