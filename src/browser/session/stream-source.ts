import { CodecError } from '../../core/errors.js';
import type { AudioSource } from '../../ports/audio.js';
import type { MusicTrack } from '../../session/play/music-track.js';
import { createCaptureNode } from '../audio-nodes.js';
import { pcmInput } from '../worker/pcm-input.js';
import { workerClock } from './worker-clock.js';

/** Where a media stream is captured. */
export interface StreamSourceOptions {
  /** Its rate is that of the audio. */
  readonly context: AudioContext;
  /** 1 or 2. */
  readonly channels: number;
  /** The capture worklet at a URL of its own. */
  readonly script?: string;
}

/**
 * What a media stream carries, as it comes: a microphone, a tab. Its blocks end when the stream does, or is closed; then its
 * tracks are stopped.
 *
 * @throws TypeError for a stream without sound, CodecError DEVICE where the context runs no worklets
 */
export async function streamSource(stream: MediaStream, options: StreamSourceOptions): Promise<AudioSource> {
  const { context, channels, script } = options;
  const [track] = stream.getAudioTracks();
  if (!track) throw new TypeError('stream must have an audio track, got none');
  const { node, makeLink } = await createCaptureNode(context, channels, script);
  const source = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
  source.connect(node);
  // A node that leads nowhere is not run by every browser; its output is silence.
  node.connect(context.destination);
  const input = pcmInput(makeLink().link, channels, context.sampleRate, workerClock());
  const stop = (): void => {
    input.stop();
    track.removeEventListener('ended', stop);
    source.disconnect();
    node.disconnect();
    for (const each of stream.getTracks()) each.stop();
  };
  track.addEventListener('ended', stop);
  if (track.readyState === 'ended') stop();
  return {
    sampleRateHz: context.sampleRate,
    channels,
    blocks: () => input.blocks,
    async close() {
      stop();
    },
  };
}

/**
 * What a media stream carries, as a track of a session: it is heard as it comes, and cannot be played from another place.
 *
 * @param title for people
 */
export const streamTrack = (title: string, stream: MediaStream, options: StreamSourceOptions): MusicTrack => ({
  title,
  durationMs: null,
  open: () => streamSource(stream, options),
});

/**
 * Asks the user for a tab, a window or the screen whose sound is shared. The shared tab itself falls silent here where the
 * browser can do that: its sound is heard in the session, in sync.
 *
 * @throws CodecError DEVICE with a sentence for the user
 */
export async function openSharedSound(): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getDisplayMedia)
    throw new CodecError('DEVICE', 'This browser cannot share the sound of a tab. A current Chrome or Edge can.');
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getDisplayMedia(WANTED as DisplayMediaStreamOptions);
  } catch (cause) {
    const { name, message } = cause as DOMException;
    const why =
      name === 'NotAllowedError'
        ? 'Nothing was shared: choose a tab and allow its sound.'
        : `The sound cannot be shared: ${message || name}`;
    throw new CodecError('DEVICE', why, { cause });
  }
  if (stream.getAudioTracks().length === 0) {
    for (const track of stream.getTracks()) track.stop();
    throw new CodecError(
      'DEVICE',
      'What was chosen is shared without sound: choose a tab, and switch on “Also share tab audio” in the browser’s dialog.',
    );
  }
  return stream;
}

/** Newer than TypeScript's DOM library; older browsers ignore what they do not know. Video has to be asked for, and is not used. */
const WANTED = {
  video: { width: 16, height: 16, frameRate: 1 },
  audio: {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    suppressLocalAudioPlayback: true,
  },
  selfBrowserSurface: 'exclude',
  systemAudio: 'include',
};
