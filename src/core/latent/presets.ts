/**
 * Latent frames per packet. TCP, IP and WebSocket headers cost 42 bytes or more per packet: more frames per packet mean
 * fewer bytes on the wire and more delay (table in docs/wire-format.md).
 */
export const PRESETS = { live: 4, normal: 12, radio: 22 } as const;
/** Name of a packet size: a key of {@link PRESETS}. */
export type Preset = keyof typeof PRESETS;
/** The presets in order of rising delay. */
export const PRESET_NAMES = Object.keys(PRESETS) as readonly Preset[];

/** Latent frames per packet of a preset. @throws RangeError when `name` is not a preset. */
export function presetFrames(name: string): number {
  if (!Object.hasOwn(PRESETS, name))
    throw new RangeError(`preset must be one of ${PRESET_NAMES.join(', ')}, got ${name}`);
  return PRESETS[name as Preset];
}
