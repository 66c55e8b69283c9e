import { presetFrames } from '../../core/latent/presets.js';
import { modelRoots } from '../../node/model/model-files.js';
import { type LcRecording, modelOfRecording, readRecording } from '../../node/program/lc-broadcast.js';
import { sendRecordings } from '../../node/program/send-recordings.js';
import { type CliContext, note } from '../context.js';
import { EXIT } from '../exit.js';
import { formatDuration } from '../format.js';
import { lossyOptions } from '../lossy-options.js';
import { startProgress } from '../progress.js';
import { tokenOption } from '../token-option.js';
import { reportSent, type SendFlags } from './broadcast-audio.js';
import { roundsOf } from './rounds.js';

/** Sends `.lc` files without encoding them again. @param planes that were asked for; undefined for all */
export async function sendRecordingFiles(
  context: CliContext,
  inputs: readonly string[],
  url: string,
  options: SendFlags,
  planes: number | undefined,
): Promise<void> {
  const recordings: LcRecording[] = [];
  for (const input of inputs) recordings.push(await readRecording(input, context.signal));
  const model = await modelOfRecording(recordings[0]!, options.model, modelRoots(context.env));
  for (const { warnings } of recordings) for (const warning of warnings) note(context, warning);
  const { format } = model.model.manifest;
  const { title, artist, uplink } = options;
  const seconds = (frames: number): number => (frames * format.hopSamples) / format.sampleRateHz;
  const progress = startProgress(context, {
    label: 'sending',
    format: (value) => formatDuration(value),
    ...(!options.loop && { total: seconds(recordings.reduce((sum, { frames }) => sum + frames, 0)) }),
  });
  const nextRound = roundsOf(() => recordings, options);
  try {
    const result = await sendRecordings(url, nextRound()!, {
      nextRound,
      model,
      ...(planes !== undefined && { planes }),
      framesPerPacket: presetFrames(options.preset),
      isFast: options.fast === true,
      metadata: { ...(title && { title }), ...(artist && { artist }) },
      ...(uplink && { uplink }),
      lossy: lossyOptions(options),
      ...(await tokenOption(context, url, options)),
      signal: context.signal,
      handlers: {
        onDown: (error) => note(context, `${error.message}; connecting again`),
        onQueued: (place) => note(context, `the channel has another source; waiting, in place ${place} of the queue`),
        onUp: (nextFrame) => {
          if (nextFrame > 0) note(context, `connected again, continuing at frame ${nextFrame}`);
        },
      },
      onFrames: (endFrame) => progress.update(seconds(endFrame)),
    });
    if (recordings.some(({ warnings }) => warnings.length > 0)) context.exitCode = EXIT.partial;
    if (context.signal.aborted) context.exitCode = EXIT.interrupted;
    reportSent(context, result, format.sampleRateHz, options);
  } finally {
    progress.stop();
  }
}
