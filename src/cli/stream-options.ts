import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Preset } from '../core/latent/presets.js';
import type { BroadcastToOptions, ListenToOptions } from '../node/live.js';
import type { BroadcastMicrophoneOptions } from '../node/sound/broadcast-microphone.js';
import { BACKOFF_DEFAULTS, DOWNLINK_DEFAULTS, RECONNECT_DEFAULTS, UPLINK_DEFAULTS } from '../stream/defaults.js';

/** `send`, from a file or a device: what becomes options of the broadcast. */
export interface BroadcastFlags {
  readonly bits: number;
  /** Steps of the search for better bits, or as many as there is time for. */
  readonly search?: number | 'auto';
  readonly title?: string;
  readonly artist?: string;
  readonly uplink?: NonNullable<BroadcastToOptions['uplink']>;
}

/** `listen`, to a file or a device: what becomes options of the listener. */
export interface ListenFlags {
  readonly planes: number;
  /** Length of the packets that the relay sends. @default as the source sends them */
  readonly preset?: Preset;
  readonly downlink?: NonNullable<ListenToOptions['downlink']>;
}

const RECONNECT_NAMES = [
  ...Object.keys(RECONNECT_DEFAULTS),
  ...Object.keys(BACKOFF_DEFAULTS).map((name) => `backoff.${name}`),
];
const UPLINK_NAMES = [...Object.keys(UPLINK_DEFAULTS), ...RECONNECT_NAMES];
/** `--planes` and `--burst` have flags of their own. */
const DOWNLINK_NAMES = [...Object.keys(DOWNLINK_DEFAULTS).filter((name) => name !== 'planes'), ...RECONNECT_NAMES];

/** `--uplink NAME=NUMBER`, any number of times: the sender's queue, ping and reconnect settings. */
export const addUplinkOption = (command: Command): void =>
  addSettings(command, '--uplink <name=number>', 'setting of the connection to the relay', UPLINK_NAMES);

/** `--downlink NAME=NUMBER`, any number of times: the receiver's reconnect settings. */
export const addDownlinkOption = (command: Command): void =>
  addSettings(command, '--downlink <name=number>', 'setting of the connection to the relay', DOWNLINK_NAMES);

/** The part of a listener that `listen` sets alike for a file and for a device. */
export const downlinkOptions = ({
  downlink,
  planes,
  preset,
}: ListenFlags): NonNullable<ListenToOptions['downlink']> => ({
  ...downlink,
  planes,
  ...(preset && { preset }),
});

/**
 * The part of a broadcast that `send` sets alike for a file and for a device.
 *
 * @param preset its name, or frames per packet
 */
export function broadcastOptions(
  flags: BroadcastFlags,
  preset: Preset | number,
): Pick<BroadcastMicrophoneOptions, 'uplink' | 'metadata'> & {
  readonly encoder: { planes: number; searchSteps?: number | 'auto'; preset: Preset | number };
} {
  const { title, artist, uplink } = flags;
  return {
    encoder: { planes: flags.bits, ...(flags.search !== undefined && { searchSteps: flags.search }), preset },
    metadata: { ...(title && { title }), ...(artist && { artist }) },
    ...(uplink && { uplink }),
  };
}

function addSettings(command: Command, flags: string, description: string, names: readonly string[]): void {
  command.addOption(new Option(flags, `${description}, repeatable: ${names.join(', ')}`).argParser(settingArg(names)));
}

/** Parser that gathers `name=number` and `group.name=number` into one object, checked by the call it is given to. */
export const settingArg =
  (names: readonly string[]) =>
  (text: string, before: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => {
    const [name = '', number = ''] = text.split('=', 2);
    const value = number.trim() === '' ? Number.NaN : Number(number);
    if (!names.includes(name) || Number.isNaN(value))
      throw new InvalidArgumentError(`It must be NAME=NUMBER with one of ${names.join(', ')}.`);
    const [group, inner] = name.split('.', 2) as [string, string?];
    if (inner === undefined) return { ...before, [name]: value };
    return { ...before, [group]: { ...(before[group] as object | undefined), [inner]: value } };
  };
