import type { CodecFormat } from '../../src/core/latent/format.js';
import { Dtx, type DtxOptions } from '../../src/stream/send/dtx.js';
import { SET_RATE_HZ, type SilenceClip } from './silence-set.js';

/** Frames a packet at the preset `live`. */
const FRAMES = 4;
const LABEL_SAMPLES = SET_RATE_HZ / 100;
/** Silence that a detector with a hangover of 400 ms and blocks of 186 ms can save lies this far from sound. */
const AFTER_SOUND = 60;
const BEFORE_SOUND = 30;

/** Sums over clips, in units of 10 ms. */
export interface SilenceScore {
  /** Labels with sound. */
  sound: number;
  /** Of those, not sent. */
  lost: number;
  /** Labels of true silence: no sound in the 600 ms before and the 300 ms after. */
  silence: number;
  /** Of those, not sent. */
  saved: number;
}

export const emptyScore = (): SilenceScore => ({ sound: 0, lost: 0, silence: 0, saved: 0 });

/** Adds a clip of whose samples `isSent` tells for each label whether they are sent. */
export function addScore(score: SilenceScore, clip: SilenceClip, isSent: readonly boolean[]): void {
  let since = AFTER_SOUND;
  clip.isSound.forEach((isSound, i) => {
    since = isSound ? 0 : since + 1;
    if (isSound) {
      score.sound++;
      if (!isSent[i]) score.lost++;
    } else if (since > AFTER_SOUND && !clip.isSound.slice(i, i + BEFORE_SOUND).some(Boolean)) {
      score.silence++;
      if (!isSent[i]) score.saved++;
    }
  });
}

/** Which labels are sent where decisions are taken for whole packets, from audio that runs ahead by the encoder's delay. */
function spread(format: CodecFormat, samples: number, isSound: (from: number, to: number) => boolean): boolean[] {
  const block = FRAMES * format.hopSamples;
  const delay = format.encoder.delaySamples;
  const sent: boolean[] = [];
  let heard = 0;
  for (let k = 0; k * block < samples; k++) {
    const to = Math.min(samples, (k + 1) * block + delay);
    sent.push(isSound(heard, to));
    heard = to;
  }
  // A label that lies in two packets is lost where one of them is.
  return Array.from({ length: Math.floor(samples / LABEL_SAMPLES) }, (_, i) =>
    [i * LABEL_SAMPLES, (i + 1) * LABEL_SAMPLES - 1].every((at) => sent[Math.floor(at / block)]!),
  );
}

/** What the sender's DTX sends. */
export function sentByDtx(format: CodecFormat, pcm: Float32Array, options: DtxOptions = {}): boolean[] {
  const dtx = new Dtx(format, options);
  let at = 0;
  return spread(format, pcm.length, (from, to) => {
    dtx.analyse(pcm.subarray(from, to));
    const block = { firstFrame: at, frames: FRAMES, planes: 1, payload: new Uint8Array(8 * FRAMES) };
    at += FRAMES;
    return dtx.take(block).includes(block);
  });
}

/** What would be sent by the decisions of another detector for every 10 ms, with the hangover of DTX. */
export function sentByDecisions(
  format: CodecFormat,
  pcm: Float32Array,
  decisions: readonly boolean[],
  hangoverMs = 400,
): boolean[] {
  let hangover = 0;
  const held = decisions.map((isSound) => {
    hangover = isSound ? hangoverMs / 10 : hangover - 1;
    return hangover >= 0;
  });
  return spread(format, pcm.length, (from, to) =>
    held.slice(Math.floor(from / LABEL_SAMPLES), Math.ceil(to / LABEL_SAMPLES)).some(Boolean),
  );
}
