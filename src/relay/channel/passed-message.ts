import { type AudioPacket, type PacketContext, type SilencePacket, thinAudio } from '../../core/wire/packet.js';
import { silenceInPlaceOf } from './operator-settings.js';

/** A message as a channel keeps it and passes it on. */
export interface PassedMessage {
  readonly message: Uint8Array;
  readonly packet: AudioPacket | SilencePacket;
  /** Bit planes in the message; 0 for silence. */
  readonly planes: number;
}

/** How a channel changes what its source sends. */
export interface PassRule {
  /** Silence stands for the audio. */
  readonly isMuted: boolean;
  /** At most so many bit planes, 1..8. */
  readonly maxPlanes: number;
}

/** Bit planes that a message holds: 0 for silence. */
export const planesOf = (packet: AudioPacket | SilencePacket): number => (packet.type === 'audio' ? packet.planes : 0);

/** A message of the source as the channel passes it on: muted, or cut to the planes that it passes on. */
export function passedMessage(
  message: Uint8Array,
  packet: AudioPacket | SilencePacket,
  { isMuted, maxPlanes }: PassRule,
  context: PacketContext,
): PassedMessage {
  if (isMuted) return { ...silenceInPlaceOf(packet), planes: 0 };
  const planes = planesOf(packet);
  if (planes <= maxPlanes) return { message, packet, planes };
  return { message: thinAudio(message, maxPlanes, context, true), packet, planes: maxPlanes };
}
