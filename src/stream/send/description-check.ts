import { requireInteger } from '../../core/errors.js';
import { type OptionKinds, requireOptions, within } from '../../core/options.js';
import { shown } from '../../core/shown.js';
import { HELLO_LIMITS, type StreamMetadata } from '../../core/wire/hello.js';
import { MAX_PLANES } from '../../core/wire/packet.js';
import type { StreamDescription } from './packetizer.js';

const KINDS: OptionKinds<StreamMetadata> = { title: 'string', artist: 'string', station: 'string' };

/** @throws RangeError naming a wrong number, as in `hello.planes`: the relay would refuse the stream */
export function requireStreamDescription(hello: StreamDescription): void {
  within('hello', () => {
    requireInteger('planes', hello.planes, 1, MAX_PLANES);
    requireInteger('framesPerPacket', hello.framesPerPacket, ...HELLO_LIMITS.framesPerPacket);
    requireStart(hello.epoch, hello.startedAtMs);
  });
}

/** @throws RangeError naming the option, unless both are whole numbers in the range of a hello */
export function requireStart(epoch: number, startedAtMs: number): void {
  requireInteger('epoch', epoch, 0, 0xffffffff);
  requireInteger('startedAtMs', startedAtMs, 0, Number.MAX_SAFE_INTEGER);
}

/** @throws TypeError, RangeError naming a wrong field, as in `metadata.title`: the relay would refuse the stream */
export function requireMetadata(metadata: StreamMetadata | undefined): void {
  requireOptions('metadata', metadata, KINDS);
  for (const [name, text] of Object.entries(metadata ?? {}) as [string, string | undefined][])
    if (text !== undefined && text.length > HELLO_LIMITS.text)
      throw new RangeError(
        `metadata.${name} must have at most ${HELLO_LIMITS.text} characters, got ${text.length}: ${shown(text)}`,
      );
}
