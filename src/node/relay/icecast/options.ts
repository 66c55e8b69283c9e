import { requireSearchSteps } from '../../../codec/stream-search.js';
import { requireInteger } from '../../../core/errors.js';
import { presetOrFrames } from '../../../core/latent/presets.js';
import { type OptionKinds, requireOptions, within } from '../../../core/options.js';
import { MAX_PLANES } from '../../../core/wire/packet.js';

/** How the relay encodes what an Icecast source client publishes on a channel. Plain data. */
export interface IcecastSourceOptions {
  /** Whether source clients may publish on the channel, with a key or token that may. @default true */
  readonly source?: boolean;
  /** Id or folder of the model that encodes. @default 'default' */
  readonly model?: string;
  /** Bit planes, 1..8. @default 1 */
  readonly planes?: number;
  /** `live`, `normal`, `radio` or a number of frames per packet, 1..128. @default 'normal' */
  readonly preset?: string | number;
  /** Whether spatial parameters are sent, from which listeners play stereo. @default false */
  readonly stereo?: boolean;
  /**
   * Steps of the search for better bits, 0..64, or `auto`, as {@link BroadcastEncoderOptions.searchSteps}: `auto` takes up to
   * half of a core for each source.
   * @default 0
   */
  readonly search?: number | 'auto';
}

/** Icecast source clients of a relay: on which channels, and how many at a time. */
export interface IcecastOptions {
  /** The options of a channel; undefined where source clients may not publish. Asked at each connection. */
  readonly channel: (name: string) => IcecastSourceOptions | undefined;
  /** Source clients that are encoded at a time. Asked at each connection. */
  readonly maxEncoders: () => number;
  /** Folders in which models are looked for. @default the package's, and those that the environment names */
  readonly modelRoots?: readonly string[];
  /** Environment whose PATH is searched for FFmpeg. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What happens to source clients, for the owner's log. What it throws is dropped. @default nothing is told */
  readonly onEvent?: (event: IcecastEvent) => void;
}

/** What has happened to a source client. */
export interface IcecastEvent {
  /** `warn` where the client, or what it sent, was refused. */
  readonly level: 'info' | 'warn';
  /** The channel, or the path of the request where it names none. */
  readonly channel: string;
  /** Of the client, where it is known. */
  readonly address?: string;
  /** A sentence. */
  readonly message: string;
}

/** Of {@link IcecastSourceOptions} and {@link IcecastOptions}. */
export const ICECAST_DEFAULTS = {
  source: true,
  model: 'default',
  planes: 1,
  preset: 'normal',
  stereo: false,
  search: 0,
  maxEncoders: 4,
  maxFallbackEncoders: 4,
} as const;

/** What a source client may take of time and memory. */
export const ICECAST_LIMITS = {
  /** Line and headers of a request. */
  headersTimeoutMs: 5_000,
  /** A client is let send after this time at the latest, while its model still loads: some wait no longer for an answer. */
  answerMs: 2_000,
  /** A client that publishes and sends nothing for this time has gone. */
  sourceTimeoutMs: 10_000,
  /** Bytes that a client may send while it waits for its channel. */
  maxEarlyBytes: 262_144,
  /** Wait for an encoder of a client that has got its channel. */
  encoderTimeoutMs: 10_000,
  /** From its first byte to the first audio that can be decoded. */
  firstAudioTimeoutMs: 10_000,
  /** Audio that may be sent faster than live after a pause, until the source is at live pace again. */
  maxCatchUpMs: 2_000,
} as const;

/** {@link IcecastSourceOptions} with defaults. */
export type IcecastSourceSettings = Required<IcecastSourceOptions>;

const KINDS: OptionKinds<IcecastSourceOptions> = {
  source: 'boolean',
  model: 'string',
  planes: 'any',
  preset: 'any',
  stereo: 'boolean',
  search: 'any',
};

/** @throws TypeError, RangeError naming a wrong option behind `icecast.` */
export function icecastSettings(options: IcecastSourceOptions): IcecastSourceSettings {
  requireOptions('icecast', options, KINDS);
  const { maxEncoders: _, maxFallbackEncoders: _files, ...defaults } = ICECAST_DEFAULTS;
  const settings: IcecastSourceSettings = { ...defaults, ...options };
  return within('icecast', () => {
    requireInteger('planes', settings.planes, 1, MAX_PLANES);
    presetOrFrames('preset', settings.preset);
    requireSearchSteps('search', settings.search);
    return settings;
  });
}
