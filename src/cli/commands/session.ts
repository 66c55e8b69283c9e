import { type Command, InvalidArgumentError, Option } from 'commander';
import { chooseDevice } from '../../node/audio/devices.js';
import { modelRoots } from '../../node/model/model-files.js';
import { deviceTrack } from '../../node/session/audio-track.js';
import { type JoinSessionOptions, joinSession } from '../../node/session/open-session.js';
import type { PlaySessionOptions } from '../../node/session/play-session.js';
import type { IceServer } from '../../ports/peer-backend.js';
import { requirePeerName } from '../../session/card.js';
import type { ControlRight } from '../../session/control/play-state.js';
import type { SframeSuite } from '../../session/crypto/sframe.js';
import { formatSessionLink, parseSessionLink, requireRelayUrl } from '../../session/session-link.js';
import type { SessionNode } from '../../session/session-node.js';
import { TALK_MODES, type TalkMode } from '../../session/voices/talk.js';
import { requireIceServers } from '../../transports/datachannel/ice-servers.js';
import { integerArg } from '../arguments.js';
import { type CliContext, note, print } from '../context.js';
import { addDeviceOptions, type DeviceOptions, deviceOptions } from '../live/options.js';
import { modelOption, planesOption } from '../options.js';
import { createOwnSession, renewLink } from '../session/own-session.js';
import { type RunSessionOptions, runSession } from '../session/run-session.js';
import { sessionTracks } from '../session/session-tracks.js';
import { addTokenOptions, type TokenFlags, tokenOption } from '../token-option.js';

interface Options extends DeviceOptions, TokenFlags {
  readonly name?: string;
  readonly relayOnly?: true;
  readonly ice?: readonly string[];
  readonly turnUser?: string;
  readonly turnPassword?: string;
  readonly fullTag?: true;
  readonly leaf?: true;
  readonly model?: string;
  readonly talk: TalkMode;
  readonly microphone?: string;
}

interface HostOptions extends Options {
  readonly relay?: string;
  readonly again?: string;
  readonly successor?: string;
  readonly input?: string;
  readonly planes?: number;
  readonly delay?: number;
  readonly control: ControlRight;
}

/** `latentcast session create FILES…` and `latentcast session join LINK` */
export function registerSession(program: Command, context: CliContext): void {
  const session = program
    .command('session')
    .description('listen together: friends hear the same sound at the same moment, from peer to peer and encrypted');
  const create = session
    .command('create')
    .description('create a session, play files or what a device captures in it, and print the link that invites to it')
    .argument('[files...]', 'audio files, folders, playlists or addresses, played in this order')
    .option('--relay <url>', 'relay where the peers meet, wss://HOST or ws://HOST:PORT', checkRelay)
    .option(
      '--again <link>',
      'come back as the host to a session that you left: it continues where it rests',
      checkLink,
    )
    .option(
      '--successor <name>',
      'peer that takes your place when you leave, and plays the files that it has brought',
      checkName,
    )
    .option('--input <name|id>', 'play what this input device captures instead of files')
    .addOption(
      planesOption('--planes <n>', 'quality: 1 is standard, 2 high, 3 and more highest; bits per value').default(
        undefined,
        '1',
      ),
    )
    .option('--delay <ms>', 'time between sending and hearing, which the poorest link needs', integerArg(300, 10_000))
    .addOption(
      new Option('--control <who>', 'who may pause, seek and go to the next file')
        .choices(['host', 'all'])
        .default('host'),
    );
  const join = session
    .command('join')
    .description('join a session by its link')
    .argument('<link>', 'the link as its host has it, in quotes')
    .argument('[files...]', 'played when the host leaves and has named you as its successor (--successor)')
    .option('--leaf', 'pass no sound on to others');
  for (const command of [create, join]) addCommonOptions(command);
  create.action((files: readonly string[], options: HostOptions) => {
    if (files.length === 0 && options.input === undefined)
      return create.error('error: name at least one file to play, or --input for a device');
    if ((options.relay === undefined) === (options.again === undefined))
      return create.error(
        options.relay === undefined
          ? "error: required option '--relay <url>' not specified"
          : 'error: --again cannot be used with --relay: the link names the relay',
      );
    if (files.length > 0 && options.input !== undefined)
      return create.error('error: --input cannot be used with files: one of the two is played');
    return host(context, files, options);
  });
  join.action((link: string, files: readonly string[], options: Options) => {
    try {
      parseSessionLink(link);
    } catch (error) {
      return join.error(`error: ${(error as Error).message}`);
    }
    return take(context, link, files, options);
  });
}

function addCommonOptions(command: Command): void {
  command
    .option('--name <name>', 'by which the others see you (the name of your account)', checkName)
    .option('--relay-only', 'no direct connections: everything goes over the relay, encrypted')
    .option('--ice <url>', 'STUN or TURN server, stun:HOST:PORT or turn:HOST:PORT; may be repeated', append)
    .option('--turn-user <name>', 'user of the TURN servers')
    .option('--turn-password <password>', 'password of the TURN servers')
    .option('--full-tag', 'tags of 128 bits (AES-GCM) in place of 64: 8 bytes a message more')
    .addOption(
      new Option('--talk <mode>', 'when your voice is heard over the music: while t is on, always, or never')
        .choices(TALK_MODES)
        .default('off'),
    )
    .option('--microphone <name|id>', 'input device to talk with (the default one)')
    .addOption(modelOption());
  // What is played by a timeline is heard no later for it, and the device does not run dry.
  addDeviceOptions(command, 'output', 200);
  addTokenOptions(command);
}

async function host(context: CliContext, files: readonly string[], options: HostOptions): Promise<void> {
  const { input, planes, delay, control, again, successor } = options;
  const tracks =
    input === undefined
      ? await sessionTracks(files, (message) => note(context, message))
      : [await captured(input, options)];
  await findDevices(options);
  const relay = again === undefined ? options.relay! : parseSessionLink(again).relayUrl;
  const session = await createOwnSession(context, relay, again, await sessionOptions(context, relay, options));
  // On standard output, so that it can be passed on: everything else is on standard error.
  if (!options.jsonLines) print(context, session.link);
  else print(context, JSON.stringify({ link: session.link }));
  await run(context, session, options, {
    host: {
      tracks,
      mayControl: control,
      ...(again !== undefined && { isBack: true }),
      ...(planes !== undefined && { planes }),
      ...(delay !== undefined && { delayMs: delay }),
    },
    ...(successor !== undefined && { successor }),
    removePeer: (peer) => renewLink(context, session, peer),
  });
  if (!options.quiet) note(context, `to come back as its host: latentcast session create --again '${session.link}' …`);
}

async function take(context: CliContext, link: string, files: readonly string[], options: Options): Promise<void> {
  const { relayUrl } = parseSessionLink(link);
  const tracks = await sessionTracks(files, (message) => note(context, message));
  await findDevices(options);
  const session = await joinSession(link, await sessionOptions(context, relayUrl, options));
  await run(context, session, options, tracks.length > 0 ? { standBy: { tracks } } : {});
}

async function run(
  context: CliContext,
  session: SessionNode,
  options: Options,
  {
    successor,
    removePeer,
    ...play
  }: Pick<PlaySessionOptions, 'host' | 'standBy'> & Pick<RunSessionOptions, 'successor' | 'removePeer'>,
): Promise<void> {
  const { quiet, jsonLines, model, talk, microphone, audioBackend } = options;
  const show = (text: string): void => {
    if (!quiet) note(context, text);
  };
  session.on('relayLost', (error) => show(`the relay cannot be reached (${error.message}); direct paths go on`));
  session.on('ended', (error) => show(error.message));
  try {
    await runSession(
      context,
      session,
      {
        device: { ...deviceOptions(options), latencyMs: Math.max(20, options.deviceLatency) },
        ...(model !== undefined && { model }),
        modelRoots: modelRoots(context.env),
        ...(talk !== 'off' && {
          voice: {
            mode: talk,
            device: {
              ...(microphone !== undefined && { name: microphone }),
              ...(audioBackend !== undefined && { backend: audioBackend }),
            },
          },
        }),
        ...play,
      },
      {
        ...(quiet && { quiet }),
        ...(jsonLines && { jsonLines }),
        ...(successor !== undefined && { successor }),
        ...(removePeer && { removePeer }),
        traffic: () => session.router.counters,
      },
    );
  } finally {
    session.close();
  }
}

/** So that nobody enters a session whose devices are missing. @throws CodecError DEVICE */
async function findDevices({ device, audioBackend, talk, microphone }: Options): Promise<void> {
  const by = audioBackend === undefined ? {} : { backend: audioBackend };
  await chooseDevice({ ...(device !== undefined && { name: device }), ...by }, 'output');
  if (talk !== 'off') await chooseDevice({ ...(microphone !== undefined && { name: microphone }), ...by }, 'input');
}

async function captured(input: string, { audioBackend }: HostOptions) {
  const { backend, id, description } = await chooseDevice(
    { name: input, ...(audioBackend !== undefined && { backend: audioBackend }) },
    'input',
  );
  return deviceTrack(description, () =>
    backend.openSource({ ...(id !== undefined && { device: id }), sampleRateHz: 44_100, channels: 1, latencyMs: 40 }),
  );
}

async function sessionOptions(context: CliContext, relay: string, options: Options): Promise<JoinSessionOptions> {
  const { relayOnly, ice = [], fullTag, leaf } = options;
  const suite: SframeSuite | undefined = fullTag && 'gcm-128';
  return {
    name: options.name ?? ownName(context),
    ...(relayOnly && { direct: false }),
    ...(ice.length > 0 && {
      iceServers: requireIceServers(
        '--ice',
        ice.map((url) => iceServer(url, options)),
      ),
    }),
    ...(suite && { suite }),
    ...(leaf && { isLeaf: true }),
    ...(await tokenOption(context, relay, options)),
    signal: context.signal,
  };
}

const iceServer = (url: string, { turnUser, turnPassword }: Options): IceServer => ({
  url,
  ...(/^turns?:/.test(url) && {
    ...(turnUser !== undefined && { username: turnUser }),
    ...(turnPassword !== undefined && { credential: turnPassword }),
  }),
});

/** The name of the account, or what stands for one. */
function ownName({ env }: CliContext): string {
  const name = env.USER || env.USERNAME || env.LOGNAME || 'somebody';
  try {
    return requirePeerName(name);
  } catch {
    return 'somebody';
  }
}

const checkName = (name: string): string => checked(() => requirePeerName(name));

const checkRelay = (url: string): string => checked(() => requireRelayUrl('--relay', url));

const checkLink = (link: string): string => checked(() => formatSessionLink(parseSessionLink(link)));

const append = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** What the library refuses is a usage error here (exit code 2). */
function checked<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}
