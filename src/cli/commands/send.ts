import { stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { presetFrames } from '../../core/latent/presets.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import type { AudioTags } from '../../node/files/audio-tags.js';
import { openAudio } from '../../node/files/open-audio.js';
import { isLossyAddress } from '../../node/lossy/lossy-address.js';
import type { OnnxModel } from '../../node/model/onnx-model.js';
import { isAddress, isPlaylistName } from '../../node/program/playlist.js';
import { BROADCAST_ENCODER_DEFAULTS } from '../../stream/defaults.js';
import type { Broadcast } from '../../stream/send/broadcast.js';
import { integerArg, numberArg } from '../arguments.js';
import { checkStreamAddress } from '../channel-url.js';
import type { CliContext } from '../context.js';
import { EXIT } from '../exit.js';
import { addDeviceOptions, addVirtualDeviceOption, withVirtualDevice } from '../live/options.js';
import { sendLive } from '../live/send-live.js';
import { addLossyOptions, checkLossyOptions } from '../lossy-options.js';
import { openModel } from '../model.js';
import { NOT_APPLICABLE, refuseOptions } from '../not-applicable.js';
import { noteFaults, openAudioOptions } from '../open-audio.js';
import {
  isRawDeclared,
  jsonOption,
  lowDelayOption,
  modelOption,
  planesOption,
  presetOption,
  rawOption,
  rawPcmOptions,
  stereoOption,
  streamSearchOption,
} from '../options.js';
import { checkRealTime } from '../real-time.js';
import { broadcastAudio, reportSent, type SendFlags } from '../send/broadcast-audio.js';
import { sendProgram, shortened } from '../send/send-program.js';
import { sendRecordingFiles } from '../send/send-recording.js';
import { STANDARD } from '../standard-streams.js';
import { addUplinkOption } from '../stream-options.js';
import { addTokenOptions } from '../token-option.js';

/** `latentcast send [IN… | -] ws://HOST:PORT/CHANNEL | udp://HOST:PORT | -`: without IN from a sound device. */
export function registerSend(program: Command, context: CliContext): void {
  const command = program
    .command('send')
    .description(
      'stream a microphone, files, folders, playlists, or standard input (-), to a channel, by UDP, or through a byte pipe',
    )
    .usage('[options] [in...] <url>')
    .argument(
      '<in...>',
      'audio files, folders, playlists (M3U, PLS), http:// streams or .lc recordings, or - for standard input: an audio file, or raw PCM; left out for a sound device; the last is ws://HOST:PORT/CHANNEL, udp://HOST:PORT, or - for a byte pipe to standard output',
    )
    .addOption(presetOption())
    .addOption(planesOption('--bits <n>', 'bits per latent value, 1 to 8').default(BROADCAST_ENCODER_DEFAULTS.planes))
    .option('--frames <n>', 'frames per packet, instead of the preset (live sound)', integerArg(1, 128))
    .addOption(stereoOption())
    .addOption(streamSearchOption())
    .addOption(new Option('--fast', 'send a file as fast as it is encoded: listeners who join later have missed it'))
    .addOption(new Option('--realtime', 'send a file at the pace at which it plays (default)').conflicts('fast'))
    .option('--loop', 'begin again at the end')
    .option('--shuffle', 'play the tracks in a random order, another one in each round')
    .option('--seed <n>', 'the same number gives the same random order', integerArg(0, 2 ** 32 - 1))
    .option('--crossfade <ms>', 'mix the end of each track with the beginning of the next', numberArg(0, 60_000))
    .addOption(
      new Option(
        '--follow [seconds]',
        'read a file that is still written: at its end wait for more, until it has not grown for this time (10)',
      )
        .argParser(numberArg(1, 86_400))
        .preset('10'),
    )
    .option('--dtx', 'leave silence out: listeners hear comfort noise (default: for a sound device)')
    .option('--no-dtx', 'send silence like sound')
    .option('--title <text>', 'title for the listeners')
    .option('--artist <text>', 'artist for the listeners')
    .addOption(modelOption())
    .addOption(jsonOption());
  for (const option of rawPcmOptions()) command.addOption(option);
  command.addOption(rawOption());
  addDeviceOptions(command, 'input');
  addVirtualDeviceOption(command, 'input');
  command.addOption(lowDelayOption());
  command
    .option('--high-pass <hz>', 'remove what is below this frequency (80 is usual for speech)', numberArg(10, 1000))
    .option('--gate [dB]', 'mute what is less than this above the noise floor (9)', numberArg(0, 60))
    .option('--agc', 'bring speech to a steady level, with a limiter')
    .option('--push-to-talk', 'muted until the space bar is pressed; pressed again it mutes');
  addUplinkOption(command);
  addLossyOptions(command, 'send');
  addTokenOptions(command);
  command.action((names: readonly string[], options: SendFlags) => {
    const uses = NOT_APPLICABLE.send;
    const inputs = names.slice(0, -1);
    const address = names.at(-1)!;
    const isDeviceToPipe = address === STANDARD && options.device !== undefined;
    if (names.length === 1 && !isDeviceToPipe && !/^[a-z][a-z\d+.-]*:\/\//i.test(address))
      return command.error("error: missing required argument 'url'");
    checkStreamAddress(command, address, 'send');
    checkLossyOptions(command, address, options);
    if (isLossyAddress(address)) refuseOptions(command, uses.lossy);
    if (address === STANDARD && (options.json || options.jsonLines))
      return command.error('error: --json and --json-lines cannot be used with -: both would write to standard output');
    if (inputs.length > 0) {
      refuseOptions(command, uses.noDevice, ...(inputs[0] === STANDARD ? [uses.pipe] : [uses.file]));
      if (options.fast && options.loop)
        return command.error('error: --fast and --loop: such a program would never end');
      if (options.seed !== undefined && !options.shuffle) return command.error('error: --seed is for --shuffle');
      const recordings = inputs.filter((input) => /\.lc$/i.test(input));
      const isAlone = inputs.length === 1;
      if (!isAlone && inputs.includes(STANDARD))
        return command.error('error: - stands for standard input, which is sent alone');
      const isProgram = !isAlone || options.loop || options.shuffle || options.crossfade !== undefined;
      const isOther = isProgram || options.fast || isAddress(inputs[0]!) || isPlaylistName(inputs[0]!);
      if (options.follow !== undefined && (isOther || recordings.length > 0))
        return command.error('error: --follow is for one audio file that is still written, without --fast or --loop');
      if (recordings.length > 0) {
        if (recordings.length < inputs.length)
          return command.error(
            `error: ${recordings[0]} is a recording, which is sent as it is: only with other .lc files`,
          );
        if (options.crossfade)
          return command.error('error: --crossfade: recordings are not decoded, so that they cannot be mixed');
        const isStated = command.getOptionValueSource('bits') !== 'default';
        return sendRecordingFiles(context, inputs, address, options, isStated ? options.bits : undefined);
      }
      return send(context, inputs, address, {
        ...options,
        raw: isRawDeclared(command, 'rate', 'channels', 'format'),
        isProgram: isProgram === true,
      });
    }
    if (options.fast) return command.error('error: --fast is for a file or standard input, not for a sound device');
    refuseOptions(command, uses.device);
    const isDefault = command.getOptionValueSource('preset') === 'default';
    // Two channels are what --stereo is for.
    const channels = options.stereo && command.getOptionValueSource('channels') === 'default' && { channels: 2 };
    return sendDevice(context, address, { ...options, ...(isDefault && { preset: 'live' }), ...channels });
  });
}

async function send(
  context: CliContext,
  inputs: readonly string[],
  url: string,
  { isProgram, ...options }: SendFlags & { readonly raw: boolean; readonly isProgram: boolean },
): Promise<void> {
  const [input] = inputs as [string];
  // What is followed is one file; a folder is refused when it is opened.
  const isFollowed = options.follow !== undefined;
  if (
    isProgram ||
    (!isFollowed && input !== STANDARD && !isAddress(input) && (isPlaylistName(input) || (await isFolder(input))))
  )
    return sendProgram(context, inputs, url, options);
  const form = { sampleRateHz: options.rate, channels: options.channels, encoding: options.format };
  let broadcast: Broadcast | undefined;
  const { title, artist } = options;
  const metadataOf = (tags: AudioTags): StreamMetadata =>
    shortened({
      ...(tags.title && { title: tags.title }),
      ...(tags.artist && { artist: tags.artist }),
      ...(title && { title }),
      ...(artist && { artist }),
    });
  const source = await openAudio(input, {
    ...openAudioOptions(context, { form, isRaw: options.raw }),
    ...(options.follow !== undefined && { growsMs: options.follow * 1000 }),
    // The title of a radio station, which changes while it is read.
    onTags: (tags) => broadcast?.sender.setMetadata(metadataOf(tags)),
  });
  let model: OnnxModel | undefined;
  try {
    model = await openModel(context, options.model, 'encode');
    await checkRealTime(context, model, presetFrames(options.preset));
    const sent = {
      name: input,
      source,
      model,
      metadata: metadataOf(source.tags ?? {}),
      onFrames: (_: number, running: Broadcast) => {
        broadcast = running;
      },
    };
    const result = await broadcastAudio(context, url, sent, options);
    noteFaults(context, source);
    // A recording that was interrupted is not sent whole; a pipe has no other end.
    if (input !== STANDARD && context.signal.aborted) context.exitCode = EXIT.interrupted;
    reportSent(context, result, model.info.format.sampleRateHz, options);
  } finally {
    await source.close();
    await model?.close();
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** From a sound device; `live` is the preset unless another was asked for. */
async function sendDevice(context: CliContext, url: string, options: SendFlags): Promise<void> {
  const { droppedMs, outages, sampleRateHz, ...result } = await withVirtualDevice(context, options, (used) =>
    sendLive(context, url, used),
  );
  reportSent(context, result, sampleRateHz, options, { droppedMs, outages });
}
