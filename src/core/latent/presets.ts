import { requireInteger } from '../errors.js';

/**
 * Latent frames per packet. TCP, IP and WebSocket headers cost 42 bytes or more per packet: more frames per packet mean
 * fewer bytes on the wire and more delay (table in docs/wire-format.md).
 */
export const PRESETS = { live: 4, normal: 12, radio: 22 } as const;
/** As many as a packet can hold: `MAX_FRAMES_PER_PACKET`. */
const MAX_PRESET_FRAMES = 128;
/** Name of a packet size: a key of {@link PRESETS}. */
export type Preset = keyof typeof PRESETS;
/** The presets in order of rising delay. */
export const PRESET_NAMES = Object.keys(PRESETS) as readonly Preset[];

/**
 * Latent frames per packet of an option that takes a preset's name or a number.
 *
 * @throws RangeError naming the option, unless it is a preset or 1..128
 */
export const presetOrFrames = (name: string, value: string | number): number =>
  typeof value === 'string' ? presetFrames(value, name) : requireInteger(name, value, 1, MAX_PRESET_FRAMES);

/** Latent frames per packet of a preset. @throws RangeError when `name` is not a preset. */
export function presetFrames(name: string, option = 'preset'): number {
  if (!Object.hasOwn(PRESETS, name))
    throw new RangeError(`${option} must be one of ${PRESET_NAMES.join(', ')}, got ${name}`);
  return PRESETS[name as Preset];
}
