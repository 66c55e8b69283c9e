import type { Readable, Writable } from 'node:stream';
import { PCM_BYTES, type PcmEncoding } from '../../core/dsp/pcm.js';
import { requireFloat32 } from '../../core/errors.js';
import type { AudioSink } from '../../ports/audio.js';
import { selectKernels } from '../native/native.js';
import { checkAudioForm } from './audio-limits.js';
import { BlockSource, type FileAudioSource } from './block-source.js';
import { ByteReader, streamChunks, streamName } from './byte-reader.js';
import { pcmBlocks } from './pcm-reader.js';
import type { FileReference } from './same-file.js';
import { writeAll } from './stream-write.js';

/** The form of samples without a header. */
export interface RawPcmForm {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly encoding: PcmEncoding;
}

/**
 * Samples without a header from a stream such as standard input. Nothing but the stream's own buffer is read ahead of the
 * consumer, so that a slow consumer slows the producer at the pipe's other end.
 *
 * @throws CodecError AUDIO_FORMAT for a rate or number of channels outside the limits
 */
export const rawPcmSource = (stream: Readable, form: RawPcmForm, name = streamName(stream)): FileAudioSource =>
  rawPcmOf(new ByteReader(destroyable(stream, name)), form, name);

/** Samples without a header from a reader. @throws CodecError AUDIO_FORMAT for a rate or number of channels outside the limits */
export function rawPcmOf(
  reader: ByteReader,
  form: RawPcmForm,
  name: string,
  { input, warnings = [] }: { input?: FileReference; warnings?: readonly string[] } = {},
): FileAudioSource {
  checkAudioForm(name, form.sampleRateHz, form.channels);
  return new BlockSource({
    container: 'raw',
    name,
    sampleRateHz: form.sampleRateHz,
    channels: form.channels,
    warnings,
    ...(input !== undefined && { input }),
    produce: (warn) =>
      pcmBlocks(
        reader,
        { encoding: form.encoding, blockAlign: form.channels * PCM_BYTES[form.encoding], isBigEndian: false },
        warn,
      ),
    release: () => reader.close(),
  });
}

/** Chunks whose reader can end them while it waits: returning the iterator would wait for the next chunk. */
const destroyable = (stream: Readable, name: string): AsyncGenerator<Uint8Array> & { destroy: () => void } =>
  Object.assign(streamChunks(stream, name), { destroy: () => void stream.destroy() });

/** Writes samples without a header to a stream such as standard output, which stays open. @throws CodecError FILE_IO */
export function rawPcmSink(stream: Writable, form: RawPcmForm, name = 'standard output'): AudioSink {
  checkAudioForm(name, form.sampleRateHz, form.channels);
  let tail = Promise.resolve();
  return {
    sampleRateHz: form.sampleRateHz,
    channels: form.channels,
    write(block) {
      requireFloat32('block', block);
      tail = writeAll(stream, selectKernels().encodePcm(block, form.encoding));
      return tail;
    },
    close: () => tail.catch(() => undefined),
  };
}
