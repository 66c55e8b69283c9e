import { presetFrames } from '../../core/latent/presets.js';
import { HELLO_LIMITS, type StreamMetadata } from '../../core/wire/hello.js';
import { openAudio } from '../../node/files/open-audio.js';
import { ProgramSource } from '../../node/program/program-source.js';
import { listTracks } from '../../node/program/track-list.js';
import type { Broadcast } from '../../stream/send/broadcast.js';
import { type CliContext, note } from '../context.js';
import { EXIT } from '../exit.js';
import { openModel } from '../model.js';
import { openAudioOptions } from '../open-audio.js';
import { checkRealTime } from '../real-time.js';
import { ignoredStereo } from '../stereo.js';
import { broadcastAudio, reportSent, type SendFlags } from './broadcast-audio.js';
import { listedRounds } from './rounds.js';

/** Sends files, folders and playlists as one program; what cannot be read is skipped with a note. */
export async function sendProgram(
  context: CliContext,
  inputs: readonly string[],
  url: string,
  options: SendFlags,
): Promise<void> {
  const list = await listTracks(inputs);
  const { tracks, problems } = list;
  for (const problem of problems) note(context, problem);
  const model = await openModel(context, options.model, 'encode');
  try {
    const { format } = model.info;
    const isStereo = options.stereo === true && format.channels === 1;
    if (options.stereo && !isStereo) note(context, ignoredStereo('the program', format.channels, model.info));
    await checkRealTime(context, model, presetFrames(options.preset));
    /** Metadata that wait for the frame at which their track is heard. */
    const waiting: { readonly frame: number; readonly metadata: StreamMetadata }[] = [];
    const source = new ProgramSource({
      nextRound: listedRounds(inputs, list, options, (problem) => note(context, problem)),
      sampleRateHz: format.sampleRateHz,
      channels: isStereo ? 2 : format.channels,
      crossfadeMs: options.crossfade ?? 0,
      open: (input) => openAudio(input, openAudioOptions(context)),
      onTrack: (_, metadata, sample) => {
        waiting.push({ frame: Math.floor(sample / format.hopSamples), metadata: shortened(metadata) });
      },
      onSkipped: (_, error) => note(context, `skipped: ${error.message}`),
      onWarning: (message) => note(context, message),
    });
    const onFrames = (endFrame: number, { sender }: Broadcast): void => {
      let next: StreamMetadata | undefined;
      while (waiting.length > 0 && waiting[0]!.frame < endFrame) next = waiting.shift()!.metadata;
      const { title, artist } = options;
      if (next) sender.setMetadata({ ...next, ...(title && { title }), ...(artist && { artist }) });
    };
    try {
      const name = inputs.length === 1 ? inputs[0]! : 'the program';
      const result = await broadcastAudio(context, url, { name, source, model, onFrames }, options);
      if (source.skipped + source.incomplete > 0 || problems.length > 0) context.exitCode = EXIT.partial;
      if (context.signal.aborted) context.exitCode = EXIT.interrupted;
      reportSent(context, result, format.sampleRateHz, options);
      if (source.skipped > 0) note(context, `${source.skipped} of ${tracks.length} tracks could not be read`);
    } finally {
      await source.close();
    }
  } finally {
    await model.close();
  }
}

/** Texts within what a stream carries; whole characters. */
export const shortened = (metadata: StreamMetadata): StreamMetadata =>
  Object.fromEntries(
    Object.entries(metadata).map(([key, text]: [string, string]) => [
      key,
      text.length <= HELLO_LIMITS.text
        ? text
        : `${text.slice(0, HELLO_LIMITS.text - 1).replace(/[\ud800-\udbff]$/, '')}…`,
    ]),
  );
