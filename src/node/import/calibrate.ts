import { Encoder } from '../../codec/encoder.js';
import { LatentStatistics } from '../../core/latent/quantiser-scale.js';
import type { LatentNormalizer } from '../../core/latent/quantizer.js';
import type { AbortSignalLike } from '../../ports/audio.js';
import { openAudioFile } from '../files/audio-file.js';
import { FILE_BLOCK_FRAMES } from '../files/file-encode.js';
import { throwIfAborted } from '../files/throw-if-aborted.js';
import { loadModel } from '../model/onnx-model.js';

/** Options of {@link calibrate}. */
export interface CalibrateOptions {
  /** Aborts the calibration. */
  readonly signal?: AbortSignalLike;
  /** Called with the files done so far; a part of one counts as a fraction. */
  onProgress?(files: number): void;
  /** Called with each fault of a file that did not stop the reading. */
  onWarning?(message: string): void;
}

/**
 * Encodes audio files and returns the normaliser with the least error of 1 bit over the latents of them all.
 *
 * @param dir folder of the model
 * @throws CodecError AUDIO_*, FILE_* of a file, MODEL_*, ABORTED
 */
export async function calibrate(
  dir: string,
  paths: readonly string[],
  options: CalibrateOptions = {},
): Promise<{ normalizer: LatentNormalizer; frames: number }> {
  const model = await loadModel(dir, { directions: ['encode'] });
  try {
    const statistics = new LatentStatistics(model.info.format.latentSize);
    let frames = 0;
    for (const [index, path] of paths.entries()) {
      const source = await openAudioFile(path);
      try {
        const encoder = new Encoder(model, {
          sampleRateHz: source.sampleRateHz,
          channels: source.channels,
          channelMask: source.channelMask,
          framesPerBlock: FILE_BLOCK_FRAMES,
          onLatents: (latents, count) => {
            statistics.add(latents, count);
            frames += count;
          },
        });
        let read = 0;
        for await (const pcm of source.blocks(options.signal)) {
          throwIfAborted(options.signal, 'calibration');
          await encoder.push(pcm);
          read += pcm.length / source.channels;
          options.onProgress?.(index + Math.min(1, read / (source.totalSamples ?? Number.POSITIVE_INFINITY)));
        }
        await encoder.flush();
      } finally {
        await source.close();
      }
      for (const warning of source.warnings) options.onWarning?.(warning);
      options.onProgress?.(index + 1);
    }
    return { normalizer: statistics.normalizer(1), frames };
  } finally {
    await model.close();
  }
}
