import { audioLayout, dropFirstFrames } from '../../../src/core/wire/join-audio.js';
import { encodePacket, type PacketContext, parsePacket, thinAudio } from '../../../src/core/wire/packet.js';
import { audioPacket, silencePacket, stereoPacket, streamHello } from '../../support/peers.js';
import { type FuzzTarget, isSame, mustHold, unlessRefused } from './fuzz-target.js';

const CONTEXTS: readonly PacketContext[] = [
  { bytesPerFramePlane: 8 },
  { bytesPerFramePlane: 8, hasSpatialParameters: true },
  { bytesPerFramePlane: 1 },
];

/** Any bytes as a message of a stream: what is read is written again as the same bytes, and can be cut. */
export const target: FuzzTarget = {
  seeds: () => {
    const context = CONTEXTS[1]!;
    return [
      encodePacket(audioPacket(70_000), context),
      encodePacket(stereoPacket(70_000, 8), context),
      encodePacket(silencePacket(9, 21, true), context),
      encodePacket({ type: 'hello', body: { ...streamHello({ stereo: true }) } }, context),
      encodePacket({ type: 'metadata', body: { title: 'Ä', artist: '\u{1f3b5}' } }, context),
      encodePacket({ type: 'end', epoch: 3, totalFrames: 100, totalSamples: 204_800 }, context),
      encodePacket({ type: 'ping', token: 1 }, context),
      encodePacket({ type: 'pong', token: 2 }, context),
      encodePacket({ type: 'control', body: { planes: 1 } }, context),
      encodePacket({ type: 'error', body: { code: 'PROTOCOL', message: 'no' } }, context),
    ];
  },
  run: (bytes) => {
    for (const context of CONTEXTS) {
      const packet = unlessRefused(() => parsePacket(bytes, context));
      if (!packet) continue;
      const again = encodePacket(packet, context);
      // Reserved bits, the spelling of JSON and the rest of a plane that was cut are not kept: written once, it has one form.
      mustHold(isSame(again, encodePacket(parsePacket(again, context), context)), `${packet.type} has one form`);
      if (packet.type === 'silence') mustHold(again.length === bytes.length, 'silence keeps its coefficients');
      if (packet.type !== 'audio') continue;
      mustHold(packet.payload.length === packet.planes * packet.frames * context.bytesPerFramePlane, 'payload');
      const thin = parsePacket(thinAudio(bytes, 1, context, context.hasSpatialParameters), context);
      mustHold(thin.type === 'audio' && thin.planes === 1 && thin.frames === packet.frames, 'thinned to one plane');
      mustHold(audioLayout(bytes, context).frames === packet.frames, 'layout');
      if (packet.frames < 2) continue;
      const rest = parsePacket(dropFirstFrames(bytes, 1, context), context);
      mustHold(rest.type === 'audio' && rest.frames === packet.frames - 1, 'without its first frame');
    }
  },
};
