import { CodecError } from '../core/errors.js';
import { WAV_KIND } from '../node/files/output-kind.js';
import { checkOutput } from '../node/files/output-target.js';
import { type WavFileOptions, type WavFileSink, wavFileSink } from '../node/files/wav.js';
import { type CliContext, note } from './context.js';

/**
 * Receives live audio into a WAV file. What was heard is kept however the receiving ends, by an interrupt, a lost
 * connection or a full disk; where nothing was heard, an existing file stays as it is and none is made.
 *
 * @param receive writes into the sink until it resolves
 * @throws CodecError AUDIO_EMPTY when nothing was heard, OUTPUT_REFUSED, FILE_IO, and what `receive` throws
 */
export async function record(
  context: CliContext,
  path: string,
  options: WavFileOptions,
  receive: (sink: WavFileSink) => Promise<void>,
): Promise<void> {
  const sink = await wavFileSink(path, options);
  let failure: { readonly error: unknown } | undefined;
  try {
    await receive(sink);
  } catch (error) {
    failure = { error };
  }
  if (sink.samples === 0) {
    await sink.discard();
    throw failure?.error ?? new CodecError('AUDIO_EMPTY', `${path}: is not written: nothing was heard`);
  }
  await sink.close();
  if (failure || sink.path !== path)
    note(
      context,
      `${sink.path}: what was heard until then, ${(sink.samples / sink.sampleRateHz).toFixed(2)} s, is kept`,
    );
  if (failure) throw failure.error;
}

/** Checks a recording's path before anything is loaded. @throws CodecError OUTPUT_REFUSED, FILE_IO */
export const checkRecording = (path: string, replace: boolean): Promise<unknown> =>
  checkOutput(path, { kind: WAV_KIND, replace });
